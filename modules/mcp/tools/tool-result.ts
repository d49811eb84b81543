import type { CallToolResult } from '@modelcontextprotocol/server';

/** What a tool gave: as text for models, and as data where it is an object, which is all that older clients take. */
export function succeeded(output: unknown): CallToolResult {
  const data = typeof output === 'object' && output !== null && !Array.isArray(output) ? output : undefined;
  return {
    content: [{ type: 'text', text: JSON.stringify(output, undefined, 2) }],
    ...(data ? { structuredContent: data } : {}),
  };
}

/** A tool that failed is a result like any other, so that a model sees why and can do better. */
export function failed(error: {
  readonly message: string;
  readonly code: string;
  readonly hint?: string | undefined;
  readonly findings?: readonly unknown[];
}): CallToolResult {
  const { message, code, hint, findings = [] } = error;
  const told = {
    success: false,
    error: message,
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(findings.length === 0 ? {} : { errors: findings }),
  };
  return { content: [{ type: 'text', text: JSON.stringify(told, undefined, 2) }], isError: true };
}
