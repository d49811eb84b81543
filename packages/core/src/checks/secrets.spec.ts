import { describe, expect, it } from '@jest/globals';
import { secretIn } from './secrets.js';

/** Written in pieces, so that no scanner takes this file for a leak. */
const of = (...pieces: string[]): string => pieces.join('');
const MIXED = 'Zx81LmQ0vB7rT2nKc5yWd9Hf3JpEo6SaUg4XiRtAqVbNwMe';

describe('secretIn', () => {
  it.each([
    ['an OpenAI key', of('sk-', 'proj-', MIXED)],
    ['an OpenAI key', of('sk-', MIXED, 'A')],
    ['an Anthropic key', of('sk-', 'ant-api03-', MIXED)],
    ['a key of a model provider', of('sk-', '0123456789abcdef0123456789abcdef')],
    ['a key of a model provider', of('gsk_', MIXED)],
    ['a Google key', of('AIza', MIXED.slice(0, 35))],
    ['an AWS access key', of('AKIA', 'QZ2X7LMB5TRWVN4K')],
    ['an AWS secret key', of('aws_secret_access_key = ', MIXED.slice(0, 40))],
    ['a GitHub token', of('ghp_', MIXED.slice(0, 36))],
    ['a GitLab token', of('glpat-', MIXED.slice(0, 20))],
    ['a Slack token', of('xoxb-', '123456789012-', MIXED.slice(0, 24))],
    ['a Stripe key', of('sk_live_', MIXED.slice(0, 24))],
    ['an npm token', of('npm_', MIXED.slice(0, 36))],
    ['a SendGrid key', of('SG.', MIXED.slice(0, 22), '.', MIXED.slice(0, 43))],
    ['a token of iceOS', of('ice_', MIXED.slice(0, 43))],
    ['a JSON Web Token', of('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTYifQ', '.', MIXED)],
    ['a private key', of('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIE')],
    ['a private key', of('-----BEGIN ', 'PRIVATE KEY-----')],
    ['an address with a password', of('postgres://app:', 'hunter2hunter2@db.example.org/x')],
  ])('finds %s, wherever it stands in a text', (what, secret) => {
    expect(secretIn(secret)).toBe(what);
    expect(secretIn(`Authorization: Bearer ${secret}`)).toBe(what);
    expect(secretIn(`${'x '.repeat(1000)}key="${secret}";`)).toBe(what);
  });

  it.each([
    'Say {{ inputs.text }} about risk-adjusted-return-of-capital-2024.',
    'sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'sk-your-key-here',
    'AKIAIOSFODNN7EXAMPLE',
    'postgres://user:password@localhost/db',
    'postgres://localhost:5432/db and mail to a@b.example',
    'https://example.org:8443/@scope/package',
    '550e8400-e29b-41d4-a716-446655440000',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk3mNpq',
    '-----BEGIN PUBLIC KEY-----',
    'the secret of a good password is its length',
    'eyJhbGciOiJIUzI1NiJ9',
  ])('lets be %j', (text) => {
    expect(secretIn(text)).toBeUndefined();
  });

  it('takes no longer for texts that almost hold one again and again', () => {
    for (const piece of [
      'sk-',
      'eyJ',
      'eyJaaaaaaaaaaaa.',
      '-----BEGIN A ',
      'aws_secret_access_key ',
      'a://b:',
      'AKIA',
      '://',
    ]) {
      expect(secretIn(piece.repeat(400_000 / piece.length))).toBeUndefined();
    }
  });
});
