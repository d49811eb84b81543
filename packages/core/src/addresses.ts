import ipaddr from 'ipaddr.js';

/** Public by their range, yet answered by the cloud that the machine stands in. */
const METADATA = new Set(['168.63.129.16']);
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Whether `address`, in the form a resolver gives, belongs to the public internet. Fails closed: only global unicast
 * addresses are public. Loopback, private, link-local, shared, documentation, multicast and reserved ranges are not, nor is
 * any IPv6 form that carries an IPv4 address (mapped, compatible, translated, 6to4, Teredo), whatever it carries
 * (docs/spec/sandbox.md 13).
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%') || !(isFourPart(address) || ipaddr.IPv6.isValid(address))) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || METADATA.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || isGlobalUnicast(parsed as ipaddr.IPv6);
}

function isGlobalUnicast(address: ipaddr.IPv6): boolean {
  // Interface identifiers of ISATAP carry an IPv4 address behind 0000:5efe or 0200:5efe.
  const [, , , , high = 0, low] = address.parts;
  return address.match(GLOBAL_UNICAST) && !(low === 0x5efe && (high & 0xfdff) === 0);
}

/** Whether `text` is an IPv4 address in its one usual spelling. */
export function isFourPart(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) && ipaddr.parse(text).toString() === text;
}
