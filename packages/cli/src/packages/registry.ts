import type { IceClient, VersionResponse } from '@iceos/client';
import { canonicalBytes } from '@iceos/core/canonical';
import type { TrustDocuments } from '@iceos/core/trust';
import type { CommandContext } from '../context.js';
import { fetchTrust, trustOf } from '../trust/trusted.js';
import { fetchFile } from './fetch-file.js';
import { logFiles, type LogFiles } from './log-files.js';
import { staticRegistry } from './static-registry.js';

const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** What a registry's record says of a version. */
export type RecordedVersion = Pick<
  VersionResponse,
  | 'namespace'
  | 'name'
  | 'version'
  | 'manifest_digest'
  | 'sequence'
  | 'published_at'
  | 'yanked'
  | 'deprecated'
  | 'retired'
>;

/** What leads to the evidence of a version. */
export type LoggedPlace = Pick<RecordedVersion, 'namespace' | 'name' | 'manifest_digest' | 'sequence'>;

/** Where packages come from. Nothing that it gives is believed: the load gate judges every byte of it. */
export interface Registry {
  /** Every version of the package `namespace/name`, in any order; none where there is no such package. */
  versions(name: string): Promise<readonly RecordedVersion[]>;
  /** The version that holds the component a blueprint names; undefined where there is none. */
  resolve(reference: string): Promise<{ readonly name: string; readonly version: string } | undefined>;
  manifest(digest: string): Promise<Uint8Array>;
  /** The evidence of a version, under a checkpoint that is as new as the registry has. */
  evidence(version: LoggedPlace): Promise<Uint8Array>;
  /** The log, for proofs that go on from what was met before. */
  readonly log: LogFiles;
  blob(digest: string): Promise<Uint8Array>;
  /** The documents of its trust root. */
  trust(): Promise<TrustDocuments>;
}

/** The registry that the settings name: plain files, or the API of a server. */
export async function openRegistry(context: CommandContext): Promise<Registry> {
  const { registryUrl } = context.settings;
  if (registryUrl !== undefined) return staticRegistry(registryUrl);
  return apiRegistry(await context.client());
}

/** The API of a server, with the public files of its log. */
export function apiRegistry(client: IceClient): Registry {
  return {
    log: logFiles((path, maxBytes) =>
      fetchFile(`${client.url}/static/v0/${path}`, maxBytes ?? MAX_FILE_BYTES),
    ),
    async evidence({ manifest_digest }) {
      // The server prints members in its own order; what is judged is the one form of the document.
      return canonicalBytes(await client.call('evidenceGet', { path: { manifest_digest } }));
    },
    async versions(name) {
      const [namespace = '', packageName = ''] = name.split('/');
      const path = { namespace, name: packageName };
      const found = await unlessMissing(client.call('packagesVersions', { path }));
      return found?.items ?? [];
    },
    async resolve(reference) {
      const found = await unlessMissing(client.call('packagesResolve', { query: { reference } }));
      return found && { name: `${found.namespace}/${found.package}`, version: found.version };
    },
    manifest: (digest) => client.bytes('contentManifest', { path: { digest } }),
    blob: (digest) => client.bytes('contentBlob', { path: { digest } }),
    trust: () => fetchTrust(trustOf(client)),
  };
}

const MISSING: ReadonlySet<unknown> = new Set([
  'component-not-found',
  'package-not-found',
  'version-not-found',
]);

function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  return answer.catch((error: { code?: unknown }) => {
    if (MISSING.has(error.code)) return undefined;
    throw error;
  });
}
