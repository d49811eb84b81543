import { describe, expect, it } from '@jest/globals';
import { isPublicAddress } from './addresses.js';
import { allowsTarget, hostRuleFault, parseHostRule, targetOf } from './http-hosts.js';

const allows = (rule: string, url: string): boolean =>
  allowsTarget(parseHostRule(rule)!, targetOf(new URL(url))!);

describe('a host rule', () => {
  it.each([
    'api.example.org',
    '*.example.org',
    'api.example.org:8443',
    'xn--bcher-kva.example',
    'search',
    '1.1.1.1',
  ])('is %s', (text) => expect(hostRuleFault(text)).toBeUndefined());

  it.each([
    '',
    '*',
    '*.org',
    '*.',
    '*.*.example.org',
    'a*.example.org',
    'API.example.org',
    'example.org.',
    'example..org',
    'https://example.org',
    'example.org/path',
    'user@example.org',
    'example.org:0',
    'example.org:65536',
    'example.org:',
    'bücher.example',
    'exa mple.org',
    '-a.example',
    '*.1.1.1.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}example`,
  ])('is not %j', (text) => expect(hostRuleFault(text)).toMatch(/is no host name/));

  it.each([
    '127.0.0.1',
    '10.0.0.1:8080',
    '169.254.169.254',
    '[::1]',
    '[fd00::1]:80',
    '[::ffff:7f00:1]',
    '192.168.1.1',
  ])('is no address that is not public: %s', (text) => expect(hostRuleFault(text)).toMatch(/not public/));

  it('allows exactly its name', () => {
    expect(allows('example.org', 'https://example.org/x')).toBe(true);
    expect(allows('example.org', 'https://EXAMPLE.org/x')).toBe(true);
    for (const url of [
      'https://a.example.org',
      'https://notexample.org',
      'https://example.org.evil.test',
      'https://example.org.',
    ])
      expect(allows('example.org', url)).toBe(false);
  });

  it('with a star allows the names below it, and not itself', () => {
    expect(allows('*.example.org', 'https://a.b.example.org')).toBe(true);
    for (const url of ['https://example.org', 'https://aexample.org', 'https://example.org.test'])
      expect(allows('*.example.org', url)).toBe(false);
  });

  it('without a port allows the usual one of the scheme only', () => {
    expect(allows('example.org', 'http://example.org')).toBe(true);
    expect(allows('example.org', 'http://example.org:443')).toBe(false);
    expect(allows('example.org', 'https://example.org:8443')).toBe(false);
    expect(allows('example.org:8443', 'https://example.org:8443')).toBe(true);
    expect(allows('example.org:8443', 'https://example.org')).toBe(false);
  });
});

describe('a public address', () => {
  it.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '168.63.129.16',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '100::1',
    '2001::1',
    '2001:0:7f00:1::',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '3fff::1',
    '2001:10::1',
    '2001:2::1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2a00:1450::5efe:7f00:1',
    '2a00:1450::200:5efe:7f00:1',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    'localhost',
    '',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(false));
});
