import { describe, expect, it } from '@jest/globals';
import { readText } from './text.js';

function whereOf(text: string, format: 'json' | 'yaml', pointer: string, code = 'field-value') {
  const read = readText(text, format);
  if (!read.ok) throw new Error(read.findings[0]?.detail);
  const { line, column, length } = read.place({ pointer, code }).place;
  return [line, column, length];
}

function faultOf(text: string, format: 'json' | 'yaml') {
  const read = readText(text, format);
  if (read.ok) return undefined;
  const [{ code, place } = { code: '', place: { line: 0, column: 0 } }] = read.findings;
  return `${code} ${place.line}:${place.column}`;
}

const YAML = `nodes:
  - id: a
    type: tool
    tool_args: { "x/y": 1 }
  - id: b
    "type":
    retries: -1
`;
const JSON_TEXT = '{\n  "nodes": [\n    {"id": "a", "x/y": {"b": [1, 22]}}\n  ],\n\t"e": "\\"\\\\"\n}';

describe('a YAML text', () => {
  it('knows where members, their names and items stand', () => {
    expect(whereOf(YAML, 'yaml', '/nodes/0/id')).toEqual([2, 9, 1]);
    expect(whereOf(YAML, 'yaml', '/nodes/0/tool_args/x~1y')).toEqual([4, 25, 1]);
    expect(whereOf(YAML, 'yaml', '/nodes/0/tool_args/x~1y', 'field-unknown')).toEqual([4, 18, 5]);
    expect(whereOf(YAML, 'yaml', '/nodes/1/retries')).toEqual([7, 14, 2]);
  });

  it('gives the nearest place for what is missing, and the first line for what spans several', () => {
    expect(whereOf(YAML, 'yaml', '/nodes/1/tool_name')).toEqual([5, 5, 5]);
    expect(whereOf(YAML, 'yaml', '/nodes/9/x')).toEqual([2, 3, 7]);
    expect(whereOf(YAML, 'yaml', '')).toEqual([1, 1, 6]);
  });

  it.each([
    ['a flow that is not closed', 'a: [\n', 'not-yaml 2:1'],
    ['a name that stands twice', 'a: 1\nb: 2\na: 3\n', 'not-yaml 3:1'],
    ['a tag of another language', 'a: !!js/function "x"\n', 'not-yaml 1:4'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'not-yaml 2:1'],
    ['flows a hundred thousand deep', '['.repeat(100_000), 'not-yaml 1:1'],
  ])('with %s is refused at its place', (_, text, fault) => {
    expect(faultOf(text, 'yaml')?.split(' ')[0]).toBe(fault.split(' ')[0]);
    if (text.length < 100) expect(faultOf(text, 'yaml')).toBe(fault);
  });
});

describe('a YAML text that is not read', () => {
  const saidOf = (text: string) => {
    const read = readText(text, 'yaml');
    return read.ok ? [] : read.findings.map(({ detail }) => detail);
  };

  it('is told why, once, in words for its author', () => {
    const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]'];
    for (const [one, next] of ['ab', 'bc', 'cd', 'de'].map((pair) => pair.split('')))
      bomb.push(`${next}: &${next} [${Array.from({ length: 9 }, () => `*${one}`).join()}]`);
    expect(saidOf(bomb.join('\n'))).toEqual([
      expect.stringContaining('aliases stand for more than they may'),
    ]);
    expect(saidOf('a: 1\n---\nb: 2\n')).toEqual([expect.stringContaining('one document')]);
    expect(saidOf('['.repeat(5000))).toHaveLength(1);
    expect(saidOf('a: *gone\n')).toEqual([expect.stringContaining('gone')]);
  });
});

describe('a JSON text', () => {
  it('knows where members, their names and items stand', () => {
    expect(whereOf(JSON_TEXT, 'json', '/nodes/0/id')).toEqual([3, 12, 3]);
    expect(whereOf(JSON_TEXT, 'json', '/nodes/0/x~1y/b/1')).toEqual([3, 34, 2]);
    expect(whereOf(JSON_TEXT, 'json', '/e', 'field-unknown')).toEqual([5, 2, 3]);
    expect(whereOf(JSON_TEXT, 'json', '/nodes/0/gone')).toEqual([3, 5, 34]);
  });

  it.each([
    ['nothing', '', 'not-json 1:1'],
    ['a missing comma', '{"a": 1\n "b": 2}', 'not-json 2:2'],
    ['a comma too many', '[1,\n]', 'not-json 2:1'],
    ['more behind it', '{}\n{}', 'not-json 2:1'],
    ['single quotes', "{'a': 1}", 'not-json 1:2'],
    ['a text without end', '["a', 'not-json 1:2'],
    ['an unknown escape', '["\\x"]', 'not-json 1:2'],
    ['a number of another form', '[01]', 'not-json 1:3'],
    ['a name that stands twice', '{"a": 1,\n "\\u0061": 2}', 'duplicate-member 2:2'],
    ['arrays a hundred thousand deep', '['.repeat(100_000), 'too-deep 1:1'],
  ])('with %s is refused at its place', (_, text, fault) => {
    expect(faultOf(text, 'json')).toBe(fault);
  });

  it('is read exactly when the engine reads it', () => {
    const texts = [
      '1',
      ' [1e5, -0, 1.5E+3, true, null]',
      '"\\ud83d"',
      '+1',
      '1.',
      '.5',
      '[,]',
      '{"a"}',
      'nul',
      '"\n"',
    ];
    for (const text of texts) {
      let parsed: unknown = 'refused';
      try {
        parsed = JSON.parse(text);
      } catch {
        // Then it has to be refused here, too.
      }
      const read = readText(text, 'json');
      expect([text, read.ok ? read.value : 'refused']).toEqual([text, parsed]);
    }
  });
});

describe('a place', () => {
  it('shows the lines around it, each cut where it is too long', () => {
    const read = readText(`${'x: 1\n'.replace('x', 'a')}b: 2\nc: 3\nd: 4\ne: ${'5'.repeat(1000)}\n`, 'yaml');
    if (!read.ok) throw new Error('not read');
    const { before, text, after } = read.place({ pointer: '/c', code: '' }).place;
    expect([before, text, after.map((line) => line.length)]).toEqual([['a: 1', 'b: 2'], 'c: 3', [4, 300]]);
  });
});
