import { CommandError, ServerError } from '../errors.js';

const PATIENCE_MS = 60_000;

/** The bytes at an address; undefined where there is nothing. Redirects are not followed. */
export async function fetchFile(url: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (cause: Error) => {
      throw new ServerError('server-unreachable', 0, true, `${url} cannot be fetched: ${cause.message}.`, {
        hint: 'Look at the address in ICE_REGISTRY_URL.',
        cause,
      });
    },
  );
  if (answer.status === 404 || answer.status === 410) return undefined;
  if (!answer.ok) {
    throw new ServerError(
      'file-not-served',
      answer.status,
      answer.status >= 500,
      `${url}: ${answer.status}.`,
      {
        hint: 'Look at the log of the file server.',
      },
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > maxBytes)
      throw new CommandError('file-too-large', 'invalid', `${url} has more than ${maxBytes} bytes.`, {
        hint: 'That is no file of a registry.',
      });
    chunks.push(chunk as Uint8Array);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
