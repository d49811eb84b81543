import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRecords } from '../../kits/csv_loader/src/csv.js';

const parse = (text: string, delimiter = ',') => [...csvRecords(text, delimiter)].map(({ fields }) => fields);

describe('CSV', () => {
  it.each<[string, string, string[][]]>([
    ['nothing', '', []],
    ['one line without an end', 'a,b', [['a', 'b']]],
    ['lines ending in CRLF, LF and CR', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['empty lines in between', '\n\na\r\n\r\nb\n\n', [['a'], ['b']]],
    [
      'empty fields',
      ',\na,\n,b\n',
      [
        ['', ''],
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a field of spaces', ' a , b ', [[' a ', ' b ']]],
    ['quoted delimiters and line breaks', '"a,b","c\r\nd"\n', [['a,b', 'c\r\nd']]],
    ['doubled quotes', '"say ""hi""",""""\n', [['say "hi"', '"']]],
    ['quoted emptiness, which is a record', '""\n', [['']]],
    ['a quote inside a plain field', '5" pipe,x', [['5" pipe', 'x']]],
    ['a byte order mark', '\uFEFFa,b\n', [['a', 'b']]],
    ['a delimiter at the end of the text', 'a,', [['a', '']]],
  ])('of %s is read as RFC 4180 says', (_, text, records) => {
    expect(parse(text)).toEqual(records);
  });

  it('is read with other delimiters, which then need no quotes of the first', () => {
    expect(parse('a;b,c\n', ';')).toEqual([['a', 'b,c']]);
    expect(parse('a\tb', '\t')).toEqual([['a', 'b']]);
  });

  it.each<[string, string, string]>([
    ['is never closed', 'a\n"b\nc', 'Line 2: a quoted field is never closed.'],
    ['is followed by something', 'a\n"x\ny" z', 'Line 3: " " follows a closing quote.'],
  ])('with a quote that %s is refused, naming the line', (_, text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'csv-malformed', message }));
  });

  it('counts lines also inside of fields', () => {
    expect([...csvRecords('"a\nb\r\nc"\nd\n\ne', ',')].map(({ line }) => line)).toEqual([1, 4, 6]);
  });

  it('reads back every table that is written in quotes', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', ';') });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1 })),
        fc.constantFrom('\n', '\r\n'),
        (table, end) => {
          const text = table.map(
            (row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + end,
          );
          expect(parse(text.join(''))).toEqual(table);
        },
      ),
    );
  });

  it('reads any text at all without an error of its own making', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r') }), (text) => {
        try {
          for (const { fields } of csvRecords(text, ',')) expect(fields.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'csv-malformed' });
        }
      }),
    );
  });
});
