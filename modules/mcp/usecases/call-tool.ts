import { Injectable } from '@nestjs/common';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { CodedError } from '@iceos/core/errors';
import { Checking } from '../../../src/jobs/checking.js';
import { Statuses } from '../../../src/http/statuses.js';
import type { FreezeRequest } from '../../compiler/compiler.types.js';
import { ExecutionsService, type RunOnceInput } from '../../executions/executions.service.js';
import { ComponentDirectory, type DirectoryEntry } from '../../registry/component-directory.js';
import { objectSchema, VALIDATE_BLUEPRINT } from '../tools/schemas.js';
import { readArguments, type ToolArguments } from '../tools/tool-arguments.js';
import { parseToolName, referenceOf, unknownTool, type ToolName } from '../tools/tool-name.js';
import { failed, succeeded } from '../tools/tool-result.js';
import { ValidateDefinition } from './validate-definition.js';

export interface CallToolInput {
  readonly org: string;
  readonly project: string | undefined;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Freezing names these when what was asked for is not there. */
const UNKNOWN = new Set(['blueprint-not-found', 'component-not-found', 'name-invalid', 'range-invalid']);

/** Runs one tool or workflow to its end while the caller waits, in the sandbox and through the load gate as any run. */
@Injectable()
export class CallTool {
  constructor(
    private readonly executions: ExecutionsService,
    private readonly directory: ComponentDirectory,
    private readonly validate: ValidateDefinition,
    private readonly statuses: Statuses,
    private readonly checking: Checking,
  ) {}

  /** Throws -32602 for a tool that is not there; a tool that fails is a result. */
  async execute({ org, project, name, args, signal }: CallToolInput): Promise<CallToolResult> {
    if (name === VALIDATE_BLUEPRINT) return succeeded(await this.validate.execute(org, args));
    const tool = parseToolName(name);
    const given = readArguments(tool, args);
    const timeout = AbortSignal.timeout(given.timeoutMs);
    try {
      const entry = await this.find(org, tool);
      const target = targetOf(tool, entry, given);
      const stop = AbortSignal.any([signal, timeout]);
      return await this.run({ org, project, target, inputs: given.inputs, signal: stop }, entry);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (UNKNOWN.has(error.code)) throw unknownTool(tool.reference);
      if (error.code === 'run-canceled' && timeout.aborted && !signal.aborted) return timedOut(given);
      if ((this.statuses.of(error.code) ?? 500) >= 500 && error.code !== 'run-canceled') throw error;
      return failed(error);
    }
  }

  /** The component that is called. A workflow's alias may also name a bundle or a stored blueprint, which freezing finds. */
  private async find(org: string, tool: ToolName): Promise<DirectoryEntry | undefined> {
    if (tool.form === 'workflow') return undefined;
    const entry = await this.directory.find(org, referenceOf(tool));
    if (tool.form !== 'id' && entry.nodeType !== tool.form) throw unknownTool(tool.reference);
    return entry;
  }

  private async run(input: RunOnceInput, entry: DirectoryEntry | undefined): Promise<CallToolResult> {
    const { success, error, output, outputs } = await this.executions.runOnce(input);
    if (!success) return failed(error ?? { code: 'node-failed', message: 'The run failed.' });
    // A run of a single node gives what the node gave.
    const single = input.target.kind === 'named' ? undefined : Object.values(output)[0];
    const given = outputs ?? single ?? output;
    const schema = entry && objectSchema(entry.outputSchema);
    const [violation] = schema ? await this.checking.violations(input.org, schema, given) : [];
    if (!violation) return succeeded(given);
    return failed({
      code: 'output-invalid',
      message: `The output does not fit its schema: ${violation.path} ${violation.message}`,
    });
  }
}

function targetOf(
  { form, reference }: ToolName,
  entry: DirectoryEntry | undefined,
  { inputs }: ToolArguments,
): FreezeRequest['target'] {
  const type = entry?.nodeType ?? form;
  if (type === 'tool') return { kind: 'tool', reference, inputs: Object.keys(inputs) };
  if (type === 'workflow') return { kind: 'named', name: reference };
  const node = { id: 'agent', type: 'agent', package: reference, agent_config: inputs };
  return { kind: 'inline', blueprint: { nodes: [node] } };
}

function timedOut({ timeoutMs }: ToolArguments): CallToolResult {
  return failed({ code: 'call-timeout', message: `The call took longer than ${timeoutMs / 1000} s.` });
}
