import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../config/parse-config.js';
import { createLogger } from './logging.js';
import { prettify } from './pretty.js';
import { hideSecretText } from './redact.js';

const TOKEN = `ice_${'aB3-_'.repeat(8)}xyz`;

describe('a line of the log', () => {
  it.each([
    [`token ${TOKEN} was used`, 'token ice_[redacted] was used'],
    [`"Authorization":"Bearer ${TOKEN}"`, '"Authorization":"Bearer [redacted]"'],
    ['Basic dXNlcjpwYXNz', 'Basic [redacted]'],
    ['key sk-proj-abcdefghijklmnop1234', 'key sk-[redacted]'],
    ['postgres://ice:hunter2@db/iceos', 'postgres://[redacted]db/iceos'],
    ['-----BEGIN PRIVATE KEY-----\\nMC4CAQ', '-----BEGIN PRIVATE KEY-----[redacted]'],
    ['http://localhost:8000/a@b', 'http://localhost:8000/a@b'],
    ['ice_short is no token', 'ice_short is no token'],
  ])('%s', (line, told) => {
    expect(hideSecretText(line)).toBe(told);
  });

  it('never holds a secret, whatever member or message it is in', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'iceos-log-')), 'log');
    const { config } = parseConfig({ ICE_LOG_JSON: file });
    const logger = createLogger(config, () => ({ trace_id: 'abc' }));
    const secret = 'canary-5f3a';
    logger.info({ token: secret, headers: { authorization: secret, 'set-cookie': [secret] } }, 'a');
    logger.info(
      { a: [{ b: { PASSWORD: secret } }], apiKey: secret, private_key: { k: secret } },
      `used ${TOKEN}`,
    );
    logger.error(
      { err: Object.assign(new Error(`with Bearer ${TOKEN}`), { headers: { cookie: secret } }) },
      'c',
    );
    const frozen = Object.freeze({ tokens: 3, next: 'kept' });
    logger.info(frozen, 'd');
    let text = '';
    while (text.split('\n').length < 5) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    }
    expect(text).not.toContain(secret);
    expect(text).not.toContain(TOKEN.slice(4));
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ message }) => message)).toEqual(['a', 'used ice_[redacted]', 'c', 'd']);
    expect(lines[3]).toMatchObject({ ...frozen, level: 'info', trace_id: 'abc', span_id: null });
    rmSync(dirname(file), { recursive: true });
  });
});

describe('a line for people', () => {
  it('cannot move the cursor of the terminal or pretend to be another line', () => {
    const json = JSON.stringify({
      level: 'info',
      timestamp: '2026-11-21T05:06:37.266Z',
      message: 'a\u001b[2J\nb\r\u009b',
      path: '/\u0007',
    });
    const line = prettify(json);
    expect(line.endsWith('\n')).toBe(true);
    const text = line.slice(line.indexOf(' a'), -1);
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    expect(text).not.toMatch(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/);
    expect(text).toContain('path=/');
  });
});
