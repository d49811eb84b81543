import { allowsTarget, type HostRule, type HttpTarget } from '@iceos/core/http-hosts';
import { HttpFailure } from './failure.js';
import type { Headers } from './request.js';

/** A secret of the operator: printable ASCII, and the hosts that it is for. */
export interface HostSecret {
  readonly value: string;
  readonly hosts: readonly HostRule[];
}
/** The secrets that a call may use, by name. */
export type HostSecrets = ReadonlyMap<string, HostSecret>;

const PLACEHOLDER = /\{\{secret:([A-Z][A-Z0-9_]{0,63})\}\}/g;
const MASK = '[secret]';

/** Whether a header value has a place for a secret. */
export function holdsPlaceholder(value: string): boolean {
  return value.includes('{{secret:');
}

/**
 * `headers` with the secrets in their places (docs/spec/sandbox.md 15). Each must be granted to this call and be bound to
 * the very target; `confidential` says whether nobody on the way can read the request.
 */
export function fillSecrets(
  headers: Headers,
  target: HttpTarget,
  secrets: HostSecrets,
  confidential: boolean,
): Headers {
  return headers.map(([name, value]) => {
    const filled = value.replaceAll(PLACEHOLDER, (_, secret: string) => {
      const found = secrets.get(secret);
      if (!found?.hosts.some((rule) => allowsTarget(rule, target))) {
        throw new HttpFailure('secret-not-granted', `${secret} is not granted to this call for this host`);
      }
      if (!confidential) {
        throw new HttpFailure('secret-not-granted', `${secret} is sent over https only`);
      }
      return found.value;
    });
    if (holdsPlaceholder(value.replaceAll(PLACEHOLDER, ''))) {
      throw new HttpFailure('secret-not-granted', 'a secret is written {{secret:NAME}}');
    }
    return [name, filled] as const;
  });
}

export interface Mask {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
}

/** Hides the secrets, and their usual encodings, in what comes back: a host that echoes them tells the component nothing. */
export function maskOf(secrets: HostSecrets): Mask {
  const forms = new Set([...secrets.values()].flatMap(({ value }) => formsOf(value)));
  if (forms.size === 0) return { text: (text) => text, bytes: (bytes) => bytes };
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    longestFirst.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'gi',
  );
  const hide = (text: string): string => text.replaceAll(pattern, MASK);
  return {
    text: hide,
    bytes(bytes) {
      // One character per byte, so that what is no text survives.
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const hidden = hide(text);
      return hidden === text ? bytes : new Uint8Array(Buffer.from(hidden, 'latin1'));
    },
  };
}

function formsOf(value: string): string[] {
  const quoted = JSON.stringify(value).slice(1, -1);
  return [
    value,
    quoted,
    quoted.replaceAll('/', '\\/'),
    encodeURIComponent(value),
    Buffer.from(value).toString('hex'),
    ...[0, 1, 2].flatMap((offset) => base64At(value, offset)),
  ];
}

/** The characters of base64 that `value` alone decides when it begins `offset` bytes into a group of three. */
function base64At(value: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((bytes.length * 8) / 6);
  const text = whole.slice(from, to);
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
}
