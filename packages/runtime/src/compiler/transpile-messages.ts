import type { Frame } from '../process/wire.js';

/** What the one-shot process is asked; the component is the body of the frame. */
export type TranspileRequest = {
  /** Addresses of the tools as modules. */
  readonly bindgen: string;
  readonly wasmTools?: string;
  /** Name of the emitted files. */
  readonly name: string;
  readonly entry: string;
  readonly imports: readonly string[];
  /** Imported functions that may suspend the component, `iceos:host/kv@0.1.0#get`. */
  readonly suspending: string[];
};

/** What it answers; the files are the body of the frame, end to end. */
export type TranspileAnswer =
  | {
      readonly type: 'transpiled';
      readonly files: readonly { readonly name: string; readonly size: number }[];
      readonly imports: readonly string[];
      readonly exports: readonly string[];
      readonly wit?: string;
    }
  | { readonly type: 'refused'; readonly detail: string };

const MAX_FILES = 128;

/** The answer in `frame`, or undefined when it is none: the process has read untrusted bytes. */
export function parseTranspileAnswer({ header, body }: Frame): TranspileAnswer | undefined {
  const { type, detail, files, imports, exports, wit } = header;
  if (type === 'refused' && typeof detail === 'string') return { type, detail };
  const fits =
    type === 'transpiled' &&
    areFiles(files, body.length) &&
    areTexts(imports) &&
    areTexts(exports) &&
    (wit === undefined || typeof wit === 'string');
  return fits ? { type, files, imports, exports, ...(wit === undefined ? {} : { wit }) } : undefined;
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length < 1000 && value.every((item) => typeof item === 'string');
}

function areFiles(value: unknown, length: number): value is { name: string; size: number }[] {
  if (!Array.isArray(value) || value.length > MAX_FILES) return false;
  let total = 0;
  for (const file of value as unknown[]) {
    if (typeof file !== 'object' || file === null) return false;
    const { name, size } = file as Record<string, unknown>;
    if (typeof name !== 'string' || !Number.isSafeInteger(size) || (size as number) < 0) return false;
    total += size as number;
  }
  return total === length;
}
