import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readText } from '@iceos/sdk/text';
import { codeFrame } from './code-frame.js';

const frameOf = (text: string, pointer: string): string[] => {
  const read = readText(text, 'json');
  if (!read.ok) throw new Error(read.findings[0]?.detail);
  return codeFrame(read.place({ pointer, code: 'field-value' }).place).map(stripVTControlCharacters);
};

describe('the source around a place', () => {
  it('has its mark under what is meant, however far to the right that stands', () => {
    const text = JSON.stringify({ long: 'x'.repeat(5000), here: 7 });
    const [source = '', mark = ''] = frameOf(text, '/here');
    expect(source.length).toBeLessThan(320);
    expect(source.charAt(mark.indexOf('^'))).toBe('7');
    const [near = '', under = ''] = frameOf('{"a": 1, "b": 22}', '/b');
    expect(near.slice(under.indexOf('^'), under.lastIndexOf('^') + 1)).toBe('22');
  });

  it('holds nothing that a terminal would obey', () => {
    const text = `{"a":\t7} `;
    const place = {
      line: 1,
      column: 6,
      text: `${text}\u001b[2J\u202eabc`,
      before: ['\u0007'],
      after: ['\u009b2J'],
    };
    const shown = codeFrame({ ...place, line: 2 })
      .map(stripVTControlCharacters)
      .join('');
    expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(shown).toContain('·[2J·abc');
  });
});
