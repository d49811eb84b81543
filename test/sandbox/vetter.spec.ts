import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '@iceos/core/refusal';
import { capModule, readComponent, vetComponent } from '@iceos/runtime/component';
import type { CompileRequest } from '@iceos/runtime/compiler';
import { componentFromJavaScript, returning, toolFromText } from './components.js';

const requests: CompileRequest[] = [];

beforeAll(async () => {
  requests.push(
    await componentFromJavaScript(
      `import { write } from 'iceos:host/log@0.1.0'; export const run = (text) => { write('info', text); return text; };`,
      ['log'],
    ),
    await componentFromJavaScript(`export const runCode = (source, text) => text;`, [], 'iceos:code@0.1.0'),
    await toolFromText(returning()),
  );
});

function verdictOn(bytes: Uint8Array, request: CompileRequest): string {
  try {
    vetComponent(bytes, request);
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal && error.stage === 'component') return error.code;
    throw error;
  }
}

describe('the vetter', () => {
  it('accepts what the toolchains build', () => {
    expect(requests.map((request) => verdictOn(request.bytes, request))).toEqual(Array(3).fill('accepted'));
  });

  it('refuses a real component for another world or with fewer permissions', () => {
    const [tool, code] = requests as [CompileRequest, CompileRequest];
    expect(verdictOn(tool.bytes, { ...tool, permissions: [] })).toBe('component-import-undeclared');
    expect(verdictOn(tool.bytes, { ...tool, world: code.world })).toBe('component-export-mismatch');
    expect(verdictOn(code.bytes, { ...code, world: tool.world })).toBe('component-export-mismatch');
  });

  it('leaves every core module of a real component valid and within the caps', () => {
    for (const { bytes } of requests) {
      for (const module of readComponent(bytes, 'real').modules) {
        const capped = capModule(module, 'real');
        expect(isValid(capped)).toBe(true);
        expect(capModule(capped, 'real')).toBe(capped);
      }
    }
  });

  it('answers with a verdict whatever happens to a real component', () => {
    const edit = fc.oneof(
      fc.record({
        kind: fc.constant('flip' as const),
        at: fc.nat(),
        value: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({
        kind: fc.constant('early' as const),
        at: fc.nat(3000),
        value: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), value: fc.constant(0) }),
      fc.record({
        kind: fc.constant('repeat' as const),
        at: fc.nat(),
        value: fc.integer({ min: 1, max: 64 }),
      }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.array(edit, { minLength: 1, maxLength: 5 }), (which, edits) => {
        const request = requests[which % requests.length]!;
        const bytes = edits.reduce(applyEdit, Uint8Array.from(request.bytes));
        expect(verdictOn(bytes, request)).toMatch(/^accepted$|^component-/);
      }),
      { numRuns: 400 },
    );
  });
});

/** What the engine itself says. TypeScript knows its interface only together with the whole DOM. */
function isValid(module: Uint8Array): boolean {
  const { WebAssembly: engine } = globalThis as unknown as {
    WebAssembly: { validate(bytes: Uint8Array): boolean };
  };
  return engine.validate(module);
}

function applyEdit(
  bytes: Uint8Array,
  { kind, at, value }: { kind: 'flip' | 'early' | 'cut' | 'repeat'; at: number; value: number },
): Uint8Array {
  const place = at % Math.max(1, bytes.length);
  if (kind === 'cut') return bytes.subarray(0, place);
  if (kind === 'repeat') {
    return Buffer.concat([bytes.subarray(0, place + value), bytes.subarray(place)]);
  }
  bytes[place] = bytes[place]! ^ value;
  return bytes;
}
