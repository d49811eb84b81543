import { createClient, type IceClient } from '@iceos/client';
import { UsageError } from '../errors.js';
import type { Output } from '../output.js';
import { isLoopback, type Settings } from '../settings.js';

/** The client for the server of the settings. Warns where the token could be read on the way. */
export function connect({ apiUrl, token }: Settings, output: Output): IceClient {
  if (!/^https?:\/\//.test(apiUrl) || !URL.canParse(apiUrl)) {
    throw new UsageError(
      `${JSON.stringify(apiUrl)} is not the address of a server.`,
      'Give one such as http://localhost:8000 with --api or ICE_API_URL.',
    );
  }
  if (token !== undefined && apiUrl.startsWith('http:') && !isLoopback(apiUrl)) {
    output.warn(`The token travels to ${apiUrl} unencrypted; use https.`);
  }
  return createClient({ url: apiUrl, ...(token === undefined ? {} : { token }) });
}
