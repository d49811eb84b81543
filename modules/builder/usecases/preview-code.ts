import { Injectable } from '@nestjs/common';
import type { BlueprintFinding } from '@iceos/core/blueprint';
import type { RunEvent } from '@iceos/runtime/interpreter';
import { CompilerService } from '../../compiler/compiler.service.js';
import { ExecutionsService } from '../../executions/executions.service.js';
import { previewForbidden, previewRefused } from '../builder.errors.js';

export interface PreviewInput {
  readonly org: string;
  readonly project: string | undefined;
  readonly language: 'python' | 'javascript' | 'typescript';
  readonly code: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Capabilities of the host, such as `kv`. */
  readonly imports: readonly string[];
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface Preview {
  readonly success: boolean;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly logs: readonly string[];
}

const NODE = 'preview';
const MOST_LOGS = 200;
const ANYTHING = { type: ['object', 'array', 'string', 'number', 'boolean', 'null'] };
/** What a run says of code that cannot even begin. */
const SYNTAX = new Set(['source-invalid', 'syntax-error']);

/** Runs code once as a code node, in the sandbox and with what a code node may have. Nothing of it is stored. */
@Injectable()
export class PreviewCode {
  constructor(
    private readonly compiler: CompilerService,
    private readonly executions: ExecutionsService,
  ) {}

  /** Throws `preview-refused` for code that may not or cannot begin; code that fails is a result. */
  async execute(input: PreviewInput): Promise<Preview> {
    const { org, project, language, code, inputs, imports, seconds, signal } = input;
    const node = {
      id: NODE,
      type: 'code',
      language,
      code,
      imports: [...imports],
      timeout_seconds: seconds,
      input_schema: { type: 'object' },
      output_schema: ANYTHING,
    };
    const blueprint = { nodes: [node] };
    const { findings } = await this.compiler.validate({ org, value: blueprint, level: 'executable' });
    refuse(findings);
    this.executions.requireRoom(org);
    const logs: string[] = [];
    const { success, error, output } = await this.executions.runOnce({
      org,
      project,
      target: { kind: 'inline', blueprint },
      inputs,
      signal,
      onEvents: (events) => logs.push(...events.flatMap(lineOf).slice(0, MOST_LOGS - logs.length)),
    });
    if (error && SYNTAX.has(error.code))
      throw previewRefused(error.message, [
        { code: error.code, pointer: '/code', detail: error.message, severity: 'error' },
      ]);
    return { success, output: success ? output[NODE] : null, error: error?.message, logs };
  }
}

function refuse(findings: readonly BlueprintFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  if (errors.some(({ kind }) => kind === 'policy')) throw previewForbidden(first.detail);
  const own = errors.map((found) => ({ ...found, pointer: found.pointer.replace(/^\/nodes\/0/, '') }));
  throw previewRefused(first.detail, own);
}

function lineOf({ event, payload: { level, message } }: RunEvent): string[] {
  return event === 'node.log' ? [`${String(level)}: ${String(message)}`] : [];
}
