import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifySignature } from '@iceos/core/signature';
import { openTrust, type TrustSnapshot } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { CommandContext } from '../context.js';

/** What is trusted: the trust folder of this machine, or, where there is none, the documents of the server. */
export async function readTrust(context: CommandContext): Promise<TrustSnapshot> {
  const folder = join(context.settings.dataDir, 'trust');
  if (existsSync(join(folder, 'root.json'))) return new TrustFolder(folder).read();
  context.output.warn(`There is no ${folder}; what ${context.settings.apiUrl} says is trusted.`);
  const client = await context.client();
  const [root, keys] = await Promise.all(
    (['root.json', 'keys.json'] as const).map((document) => client.bytes('trustGet', { path: { document } })),
  );
  return openTrust(root as Uint8Array, keys as Uint8Array, verifySignature);
}
