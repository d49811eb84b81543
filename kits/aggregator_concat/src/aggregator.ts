import { defineTool } from '@iceos/sdk';

export const aggregator = defineTool({
  name: 'aggregator',
  title: 'Aggregator',
  description:
    'Counts how many of a list of results succeeded and failed, and hands the list on. ' +
    'Use it after a loop or parallel branches to report on the whole batch.',
  tags: ['aggregate', 'count', 'report', 'batch', 'summary', 'results', 'loop'],
  input: {
    type: 'object',
    properties: {
      results: { type: 'array', description: 'One entry per item, such as the output of a loop.' },
    },
    required: ['results'],
    additionalProperties: false,
  },
  output: {
    type: 'object',
    properties: {
      total: { type: 'integer', minimum: 0 },
      success: { type: 'integer', minimum: 0 },
      failures: { type: 'integer', minimum: 0 },
      items: { type: 'array' },
    },
    required: ['total', 'success', 'failures', 'items'],
    additionalProperties: false,
  },
  examples: [
    'How many of these results were successful?',
    'Report totals and failures after processing a batch.',
    {
      title: 'One of two failed',
      input: { results: [{ listing_id: 'LOC-1' }, { error: 'no name' }] },
      output: { total: 2, success: 1, failures: 1, items: [{ listing_id: 'LOC-1' }, { error: 'no name' }] },
    },
  ],
  run({ results }) {
    const failures = results.filter(isFailure).length;
    return { total: results.length, success: results.length - failures, failures, items: results };
  },
});

/** A result that is nothing, or says of itself that it failed. */
function isFailure(result: unknown): boolean {
  if (result === null || result === undefined) return true;
  if (typeof result !== 'object') return false;
  const { ok, success, error, branch_error } = result as Record<string, unknown>;
  return ok === false || success === false || Boolean(error) || Boolean(branch_error);
}
