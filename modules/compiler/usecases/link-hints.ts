import { CodedError } from '@iceos/core/errors';
import { compileValue } from '@iceos/core/template';

export interface LinkTarget {
  readonly nodeId: string;
  readonly prompt?: string | undefined;
  readonly args?: object | undefined;
  /** Ids of the nodes that it waits for. */
  readonly upstream: readonly string[];
}

/** Names at the beginning of template paths that are neither inputs of the run nor nodes upstream, sorted. */
export function linkHints({ nodeId, prompt, args, upstream }: LinkTarget): string[] {
  const known = new Set(['inputs', nodeId, ...upstream]);
  const roots = [prompt, args].flatMap((value) => rootsIn(value));
  return [...new Set(roots)].filter((root) => !known.has(root)).sort();
}

/** A template that cannot be read, as it is while somebody writes it, suggests nothing. */
function rootsIn(value: unknown): readonly string[] {
  if (value === undefined) return [];
  try {
    return compileValue(value).roots;
  } catch (error) {
    if (error instanceof CodedError) return [];
    throw error;
  }
}
