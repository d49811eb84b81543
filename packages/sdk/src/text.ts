import type { Finding } from '@iceos/core/errors';
import { nestsDeeperThan } from '@iceos/core/json-depth';
import { jsonPlaces, type Span } from './text/json-places.js';
import { lineAt, type TextPlace } from './text/lines.js';
import { yamlPlaces } from './text/yaml-places.js';

export type { TextPlace } from './text/lines.js';

/** Largest text that is read, in UTF-16 units; and how deep it may nest. */
const MAX_LENGTH = 8 * 1024 * 1024;
const MAX_DEPTH = 64;

/** A finding and where it stands in the text. */
export interface PlacedFinding extends Finding {
  readonly place: TextPlace;
}

/** A YAML or JSON text as a value that remembers where its members stand. */
export interface AuthoredText {
  readonly value: unknown;
  /** Where what `finding` is about stands: its member, or the nearest that exists. */
  place<Found extends Pick<Finding, 'pointer' | 'code'>>(
    finding: Found,
  ): Found & { readonly place: TextPlace };
}

export type AuthoredTextResult =
  | ({ readonly ok: true } & AuthoredText)
  | { readonly ok: false; readonly findings: readonly PlacedFinding[] };

/** Findings about the name of a member rather than about its value. */
const OF_NAMES: ReadonlySet<string> = new Set(['field-unknown', 'unknown-member', 'forbidden-member']);

/**
 * Reads JSON, or YAML 1.2 of which JSON is part: one document, unique names, no tags beyond the types of JSON, and no more
 * aliases than a person writes. Says everything that is wrong with its syntax, with places. Never throws.
 */
export function readText(text: string, format: 'json' | 'yaml'): AuthoredTextResult {
  const at = (code: string, detail: string, fix: string, [from, to]: readonly [number, number] = [0, 0]) => ({
    ok: false as const,
    findings: [placed({ code, detail, fix, pointer: '', severity: 'error' as const }, text, from, to)],
  });
  if (text.length > MAX_LENGTH) return at('too-large', 'The text is larger than 8 MiB.', 'Make it smaller.');
  if (format === 'json') {
    if (nestsDeeperThan(text, MAX_DEPTH))
      return at('too-deep', `The text is nested deeper than ${MAX_DEPTH} levels.`, 'Nest less.');
    return readJson(text);
  }
  const read = yamlPlaces(text);
  if (!read.ok) return { ok: false, findings: read.faults.map((fault) => syntax('not-yaml', fault, text)) };
  return { ok: true, value: read.value, place: placer(text, read.spanOf) };
}

function readJson(text: string): AuthoredTextResult {
  const { spans, duplicates, fault } = jsonPlaces(text);
  if (fault) {
    const { offset, expected } = fault;
    const found = { detail: `This is not JSON: ${expected} is expected here.`, from: offset, to: offset + 1 };
    return { ok: false, findings: [syntax('not-json', found, text)] };
  }
  if (duplicates.length > 0) {
    const findings = duplicates.slice(0, 100).map(({ pointer, name: [from, to] }) => {
      const detail = `A member named ${text.slice(from, Math.min(to, from + 80))} stands before in this object.`;
      return { ...syntax('duplicate-member', { detail, from, to }, text), pointer };
    });
    return { ok: false, findings };
  }
  return {
    ok: true,
    value: JSON.parse(text) as unknown,
    place: placer(text, (pointer) => spans.get(pointer)),
  };
}

interface TextFault {
  readonly detail: string;
  readonly from: number;
  readonly to: number;
}

function syntax(code: string, { detail, from, to }: TextFault, text: string): PlacedFinding {
  const fix = code === 'duplicate-member' ? 'Keep one of the two.' : 'Correct the text at this place.';
  return placed({ code, detail, fix, pointer: '', severity: 'error' }, text, from, to);
}

function placer(text: string, spanOf: (pointer: string) => Span | undefined): AuthoredText['place'] {
  return (finding) => {
    let { pointer } = finding;
    let span = spanOf(pointer);
    while (!span && pointer !== '') {
      pointer = pointer.slice(0, pointer.lastIndexOf('/'));
      span = spanOf(pointer);
    }
    const exact = span && pointer === finding.pointer;
    const [from, to] = (exact && OF_NAMES.has(finding.code) ? span?.name : undefined) ??
      span?.value ?? [0, 0];
    return placed(finding, text, from, to);
  };
}

function placed<Found>(finding: Found, text: string, from: number, to: number): Found & { place: TextPlace } {
  return { ...finding, place: lineAt(text, from, to) };
}
