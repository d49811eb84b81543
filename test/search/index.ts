import { expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, type Answer } from '../harness/api.js';
import {
  makePackage,
  publish,
  type PackageOptions,
  type Publisher,
  type SignedPackage,
} from '../harness/packages.js';
import type { SharedServer } from '../harness/shared-server.js';

type Parameters = Readonly<Record<string, string | number>>;
type Asker = { readonly token: string };

const PATIENCE_MS = 15_000;

/** The query string of a search. */
export function queryOf(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  return query.toString();
}

/** One search by whoever has the token. */
export function search(
  server: Pick<SharedServer, 'url'>,
  { token }: Asker,
  parameters: Parameters = {},
): Promise<Answer> {
  return call(server, 'GET', `/api/v1/search?${queryOf(parameters)}`, { token });
}

/** Names of what a search finds, the best first. */
export async function namesFound(
  server: Pick<SharedServer, 'url'>,
  asker: Asker,
  parameters: Parameters,
): Promise<string[]> {
  const { status, body } = await search(server, asker, parameters);
  expect([status, body.code]).toEqual([200, undefined]);
  return body.items.map(({ name }: { name: string }) => name);
}

/** Waits until `look` gives what `settled` accepts: the index follows what happens a moment later. */
export async function eventually<Result>(
  look: () => Promise<Result>,
  settled: (result: Result) => boolean,
): Promise<Result> {
  for (const start = Date.now(); ; await sleep(25)) {
    const result = await look();
    if (settled(result)) return result;
    if (Date.now() - start > PATIENCE_MS)
      throw new Error(`The index did not follow: ${JSON.stringify(result).slice(0, 2000)}`);
  }
}

/** Publishes a package and waits until this very version can be found. */
export async function publishFindable(
  server: SharedServer,
  publisher: Publisher,
  options: PackageOptions,
  query = '',
): Promise<SignedPackage> {
  const signed = await makePackage(publisher, options);
  const answer = await publish(server, publisher.token, signed, { query });
  expect([answer.status, answer.body.code]).toEqual([201, undefined]);
  const { manifest_digest: digest } = answer.body;
  const [first] = signed.manifest.components;
  await eventually(
    () => search(server, publisher, { q: `${publisher.id}/${first!.name}`, limit: 100 }),
    ({ body }) => body.items.some((item: { manifest_digest: string }) => item.manifest_digest === digest),
  );
  return signed;
}
