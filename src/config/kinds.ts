import { EVIDENCE_KINDS, type EvidenceKind } from '@iceos/core/evidence';
import { parseExactHost, parseHostRule, type HostRule } from '@iceos/core/http-hosts';
import { FAILPOINTS, type Failpoint } from '@iceos/runtime/failpoints';
import { parseUsd } from '@iceos/core/money';
import { parseRootList, type RootList } from '@iceos/core/trust';
import { HOST_INTERFACES, parseInterfaceName } from '@iceos/core/world';
import type { ComponentPattern } from './app-config.js';

/**
 * How one kind of value is written in the environment: what is expected, in words, and its parser, which answers
 * undefined when the text is anything else.
 */
export interface Kind<Value> {
  readonly expected: string;
  /** Never shown, not even when it is wrong. */
  readonly secret?: true;
  parse(text: string): Value | undefined;
}

export function secret<Value>(kind: Kind<Value>): Kind<Value> {
  return { ...kind, secret: true };
}

const SWITCH: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  on: true,
  '0': false,
  false: false,
  no: false,
  off: false,
};

export const flag: Kind<boolean> = {
  expected: '1 or 0 (true, yes, on, false, no and off are understood too)',
  parse: (text) => SWITCH[text.toLowerCase()],
};

/** Any text that is not blank. */
export const text: Kind<string> = {
  expected: 'a text',
  parse: (value) => (value.trim() === '' ? undefined : value),
};

export function matching(form: RegExp, expected: string): Kind<string> {
  return { expected, parse: (value) => (form.test(value) ? value : undefined) };
}

export function integer(least: number, most: number): Kind<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    parse(value) {
      if (!/^\d{1,15}$/.test(value)) return undefined;
      const number = Number(value);
      return number >= least && number <= most ? number : undefined;
    },
  };
}

/** An amount of US dollars, in nano-dollars. */
export const usd: Kind<bigint> = {
  expected: 'an amount of US dollars such as 12.50',
  parse: parseUsd,
};

/** One of the names, in any case; the answer is what the name stands for. */
export function oneOf<Value extends string>(names: Readonly<Record<string, Value>>): Kind<Value> {
  return {
    expected: `one of ${Object.keys(names).join(', ')}`,
    parse: (value) => names[value.toLowerCase()],
  };
}

/** Comma-separated values; blank ones are dropped. */
export function list<Value>(item: Kind<Value>): Kind<readonly Value[]> {
  return {
    expected: `a comma-separated list, each ${item.expected}`,
    parse(value) {
      const values: Value[] = [];
      for (const part of value.split(',')) {
        if (part.trim() === '') continue;
        const parsed = item.parse(part.trim());
        if (parsed === undefined) return undefined;
        values.push(parsed);
      }
      return values;
    },
  };
}

/** An absolute URL with one of the schemes, as it was written. */
export function url(...schemes: readonly string[]): Kind<string> {
  return {
    expected: `a URL beginning with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    parse(value) {
      if (!URL.canParse(value)) return undefined;
      return schemes.includes(new URL(value).protocol.slice(0, -1)) ? value : undefined;
    },
  };
}

/** A browser origin, exactly as browsers send it; `*` stands for all of them. */
export const origin: Kind<string> = {
  expected: 'an origin such as https://studio.example.org',
  parse(value) {
    if (value === '*') return value;
    if (!URL.canParse(value)) return undefined;
    const parsed = new URL(value);
    return /^https?:$/.test(parsed.protocol) && parsed.origin === value ? value : undefined;
  },
};

/** A host name without port, `*.example.org` for all names below one, or `*`. */
export const hostPattern: Kind<string> = matching(
  /^(?:\*|(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])$/i,
  'a host name, or a pattern such as *.example.org',
);

/** A place at which the process is to end. */
export const failpoint: Kind<Failpoint> = {
  expected: `one of ${FAILPOINTS.join(', ')}`,
  parse: (value) => FAILPOINTS.find((point) => point === value),
};

/** A host that tools may reach. */
export const hostRule: Kind<HostRule> = {
  expected: 'a host such as api.example.org, *.example.org or api.example.org:8443',
  parse: parseHostRule,
};

/** One host with its port. */
export const exactHost: Kind<HostRule> = {
  expected: 'a host with its port, such as search.internal:9200',
  parse: parseExactHost,
};

const NAMES = [...HOST_INTERFACES.values()].map(({ name }) => name);

/** An interface that tools may be granted, by its full name or by the last part of it; `none` grants none. */
export const grantedInterface: Kind<string> = {
  expected: `one of ${NAMES.join(', ')}, a full name such as iceos:host/log, or none`,
  parse: (value) => (value === 'none' ? value : parseInterfaceName(value)),
};

/** A kind of evidence (docs/spec/trust.md 4.5). */
export const evidenceKind: Kind<EvidenceKind> = {
  expected: `one of ${EVIDENCE_KINDS.join(', ')}`,
  parse: (value) => EVIDENCE_KINDS.find((kind) => kind === value),
};

/** Trust roots, by id or by id and digest. */
export const rootList: Kind<RootList> = {
  expected: 'ids of roots by commas, each with @ and the SHA-256 of its first version or without',
  parse: (value) => {
    const read = parseRootList(value);
    return read.ok ? read.roots : undefined;
  },
};

const COMPONENT =
  /^(?:(?<namespace>[a-z][a-z0-9-]{0,38})\/(?<name>\*|[a-z][a-z0-9_.-]{0,99})|(?<bare>[a-z][a-z0-9_.-]{0,99}))$/;

/** A component, or all of a name space. */
export const componentPattern: Kind<ComponentPattern> = {
  expected: 'a component such as csv_reader, iceos/csv_reader or iceos/*',
  parse(value) {
    const { namespace, name, bare } = COMPONENT.exec(value)?.groups ?? {};
    const named = bare ?? name;
    return named === undefined ? undefined : { namespace, name: named };
  },
};
