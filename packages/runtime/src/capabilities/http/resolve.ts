import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from '@iceos/core/addresses';
import { addressOf, type HttpTarget } from '@iceos/core/http-hosts';
import { HttpFailure } from './failure.js';

/** All addresses of a name. Called once per connection; what it answers is what is connected to. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** The resolver of this machine. */
export const systemResolver: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address);

/**
 * The one address to connect to. Every address of the name must be public, so that a name with mixed answers is refused
 * whichever comes first; `mayBePrivate` is the operator's word for this very host and port (docs/spec/sandbox.md 13).
 */
export async function checkedAddress(
  { name }: HttpTarget,
  resolve: Resolve,
  mayBePrivate: boolean,
): Promise<string> {
  const literal = addressOf(name);
  const addresses = literal === undefined ? await answersOf(name, resolve) : [literal];
  const [first] = addresses;
  if (first === undefined || !addresses.every((address) => isIP(address) !== 0)) throw notFound();
  if (!mayBePrivate && !addresses.every(isPublicAddress)) {
    throw new HttpFailure('address-not-public', 'the host has an address that is not public');
  }
  return first;
}

async function answersOf(name: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(name);
  } catch {
    throw notFound();
  }
}

function notFound(): HttpFailure {
  return new HttpFailure('host-not-found', 'the host has no address');
}
