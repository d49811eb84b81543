/** Names of members whose value is never written, in lower case and without separators. */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'token',
  'accesstoken',
  'apitoken',
  'apikey',
  'xapikey',
  'password',
  'passphrase',
  'secret',
  'privatekey',
]);

const REDACTED = '[redacted]';
/** Deeper than this nothing is written at all. */
const MAX_DEPTH = 8;

/** `value` without the values of members that are named like secrets. What holds none is answered as it is. */
export function hideSecretMembers<Value>(value: Value, depth = 0): Value | string {
  if (typeof value !== 'object' || value === null || value instanceof Error || Buffer.isBuffer(value))
    return value;
  if (depth === MAX_DEPTH) return '[deep]';
  let copy: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(value)) {
    const shown = isSecretName(name) ? REDACTED : hideSecretMembers(member as unknown, depth + 1);
    if (shown === member) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[name] = shown;
  }
  return (copy as Value | undefined) ?? value;
}

const isSecretName = (name: string): boolean =>
  name.length < 24 && SECRET_NAMES.has(name.replaceAll(/[-_]/g, '').toLowerCase());

const SECRET_TEXT =
  /\bice_[A-Za-z0-9_-]{43}|\b(?:Bearer|Basic) +[A-Za-z0-9._~+/=-]{4,}|\bsk-[A-Za-z0-9_-]{16,}|\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"\\]*:[^\s/@"\\]+@|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+/gi;

/** What a reader may still see of it: which kind of secret it was. */
const KIND = /^(?:ice_|(?:Bearer|Basic) |sk-|[a-z][a-z0-9+.-]*:\/\/|-----BEGIN [A-Z ]*PRIVATE KEY-----)/i;

/**
 * A line of the log without what looks like one of our tokens, bearer or basic credentials, the key of a model provider,
 * a password in a URL, or a private key.
 */
export function hideSecretText(line: string): string {
  return line.replace(SECRET_TEXT, (match) => `${KIND.exec(match)?.[0] ?? ''}${REDACTED}`);
}
