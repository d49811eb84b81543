import type { AppConfig } from './app-config.js';
import type { EnvironmentReader } from './environment.js';
import { flag, integer } from './kinds.js';

const HOUR = 3600;
const WEEK = 604_800;
const TEN_YEARS = 315_360_000;

/** What is kept while blueprints are put together, and which parts of the builder are there. */
export function readBuilder(reader: EnvironmentReader, devToken: boolean): AppConfig['builder'] {
  const planning = reader.read('ICEOS_ENABLE_LEGACY_BUILDER', flag) ?? devToken;
  return {
    partialSeconds: reader.read('ICE_BUILDER_PARTIAL_TTL_SECONDS', integer(1, TEN_YEARS)) ?? WEEK,
    draftSeconds: reader.read('ICE_BUILDER_DRAFT_TTL_SECONDS', integer(0, TEN_YEARS)) ?? HOUR,
    planning,
    drafts: reader.read('ICEOS_ENABLE_DRAFTS', flag) ?? planning,
    sessions: reader.read('ICEOS_ENABLE_BUILDER_SESSIONS', flag) ?? planning,
    preview: reader.read('ICEOS_ENABLE_BUILDER_PREVIEW', flag) ?? planning,
  };
}
