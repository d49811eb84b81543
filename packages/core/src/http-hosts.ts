import { isFourPart, isPublicAddress } from './addresses.js';

/** A host that requests may go to, as a permission or an operator writes it: `api.example.org`, `*.example.org:8443`. */
export interface HostRule {
  /** Lower case, without the `*.`. */
  readonly name: string;
  /** Every name below `name`, but not `name` itself. */
  readonly wildcard: boolean;
  /** Undefined is the usual port of the scheme, 443 or 80. */
  readonly port: number | undefined;
}

/** Where a request goes. */
export interface HttpTarget {
  readonly scheme: 'http' | 'https';
  /** As the URL parser gives it: lower case, an IPv6 address in brackets. */
  readonly name: string;
  readonly port: number;
}

const RULE = /^(\*\.)?(\[[0-9a-f:.]+\]|[^:]+)(?::([1-9]\d{0,4}))?$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const USUAL_PORTS = { http: 80, https: 443 } as const;

/** The rule that `text` writes, or undefined when it writes none. */
export function parseHostRule(text: string): HostRule | undefined {
  const [, star, name = '', digits] = RULE.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if ((port ?? 0) > 65_535 || !isHostName(name)) return undefined;
  // A URL spells every host in one way; a rule in another one would never match.
  if (!URL.canParse(`http://${name}/`) || new URL(`http://${name}/`).hostname !== name) return undefined;
  if (star && (addressOf(name) !== undefined || !name.includes('.'))) return undefined;
  return { name, wildcard: star !== undefined, port };
}

/** One host with its port, and no names below it: how an operator opens what is not public. */
export function parseExactHost(text: string): HostRule | undefined {
  const rule = parseHostRule(text);
  return rule && !rule.wildcard && rule.port !== undefined ? rule : undefined;
}

/** What is wrong with `text` as a host that a manifest asks for; undefined when nothing is (docs/spec/sandbox.md 13). */
export function hostRuleFault(text: string): string | undefined {
  const rule = parseHostRule(text);
  if (!rule) return 'is no host name such as api.example.org, *.example.org or api.example.org:8443';
  const address = addressOf(rule.name);
  if (address !== undefined && !isPublicAddress(address)) return 'is an address that is not public';
  return undefined;
}

/** Whether requests to `target` are allowed by `rule`. */
export function allowsTarget({ name, wildcard, port }: HostRule, target: HttpTarget): boolean {
  if (target.port !== (port ?? USUAL_PORTS[target.scheme])) return false;
  return wildcard ? target.name.endsWith(`.${name}`) : target.name === name;
}

/** Whether every request that `other` allows is one that `rule` allows. */
export function coversHost(rule: HostRule, other: HostRule): boolean {
  if (rule.port !== other.port) return false;
  if (rule.wildcard)
    return other.name.endsWith(`.${rule.name}`) || (other.wildcard && other.name === rule.name);
  return !other.wildcard && other.name === rule.name;
}

/** The target of `url`; undefined when it is neither http nor https. */
export function targetOf(url: URL): HttpTarget | undefined {
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  return { scheme, name: url.hostname, port: url.port === '' ? USUAL_PORTS[scheme] : Number(url.port) };
}

/** The address that a host name is, without brackets; undefined for a name. */
export function addressOf(name: string): string | undefined {
  if (name.startsWith('[') && name.endsWith(']')) return name.slice(1, -1);
  return isFourPart(name) ? name : undefined;
}

function isHostName(name: string): boolean {
  if (name.length > 253) return false;
  return name.startsWith('[') || name.split('.').every((label) => LABEL.test(label));
}
