import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes the folder in which the suites of this run find each other's shared server (`shared-server.ts`). */
export default async function setUp(): Promise<void> {
  process.env['ICEOS_TEST_RUN'] = mkdtempSync(join(tmpdir(), 'iceos-run-'));
}
