import type { ManifestComponent } from '@iceos/core/manifest';
import { differencesOf, type Difference } from '../differences.js';
import type { BuiltKit, CallReport, Workshop } from './workshop.js';

/** An example that can be run: it has an input. A request in words is for search. */
export interface RunnableExample {
  readonly tool: string;
  /** Its title, or its place among the examples of the tool, from 1. */
  readonly name: string;
  readonly input: unknown;
  /** What the tool must answer, exactly. Without it the output only has to fit its schema. */
  readonly output?: unknown;
}

export interface ExampleResult extends Omit<CallReport, 'input'> {
  readonly example: string;
  readonly passed: boolean;
  readonly differences: readonly Difference[];
}

/** The examples of a tool that can be run, in the order of the manifest. */
export function examplesOf({ name: tool, examples = [] }: ManifestComponent): RunnableExample[] {
  return examples.flatMap((example, index) => {
    if (typeof example !== 'object' || example.input === undefined) return [];
    const { title, input, output } = example;
    return [
      { tool, name: title ?? `example ${index + 1}`, input, ...(output === undefined ? {} : { output }) },
    ];
  });
}

/** Runs one example in the sandbox and compares what it gives with what it shows. */
export async function runExample(
  workshop: Workshop,
  kit: BuiltKit,
  { tool, name, input, output: expected }: RunnableExample,
): Promise<ExampleResult> {
  const { input: _input, ...report } = await workshop.call(kit, tool, input);
  const differences = report.error || expected === undefined ? [] : differencesOf(expected, report.output);
  return { ...report, example: name, passed: !report.error && differences.length === 0, differences };
}
