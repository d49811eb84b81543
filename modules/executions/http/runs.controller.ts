import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import type { Principal } from '../../../src/http/principal.js';
import { requestInvalid } from '../../../src/http/validation.pipe.js';
import type { FreezeRequest } from '../../compiler/compiler.types.js';
import type { ExecutionsCode } from '../executions.errors.js';
import { ExecutionsService } from '../executions.service.js';
import type { Execution } from '../executions.types.js';
import { StartExecution, type StartInput } from '../usecases/start-execution.js';
import { EventStream } from './event-stream.js';
import { RunBody, RunPath, RunResponse, RunStartedResponse } from './runs.dto.js';

const ROOT = '/api/mcp/runs';

/** Executions, in the words of clients that call them runs. */
@Controller(['api/mcp/runs', 'api/v1/mcp/runs'])
export class RunsController {
  constructor(
    private readonly executions: ExecutionsService,
    private readonly startExecution: StartExecution,
    private readonly stream: EventStream,
  ) {}

  /** Starts a run of a stored blueprint, or of one in the body; what cannot be run is 400. */
  @Post()
  @HttpCode(202)
  @Requires('runs:write')
  @Idempotent()
  async start(
    @Body() body: RunBody,
    @CurrentPrincipal() { org, project, token: actor }: Principal,
    @IdempotencyClaim() claim: Claim,
  ): Promise<RunStartedResponse> {
    const target = targetOf(body);
    const { inputs, options } = body;
    const alongside: StartInput['alongside'] = (tx, { id }) =>
      claim.store(tx, { status: 202, body: started(id) });
    const { max_parallel } = options;
    return started(
      await this.begin({ org, project, actor, target, inputs, options: { max_parallel }, alongside }),
    );
  }

  /** One run: 200 with its result when it has ended, 202 while it runs. */
  @Get(':run_id')
  @Requires('runs:read')
  async get(
    @Param() { run_id }: RunPath,
    @CurrentPrincipal() { org }: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunResponse> {
    const execution = await this.executions.get(org, run_id);
    if (!execution.result) void reply.status(202);
    return presentRun(execution);
  }

  /** The events of a run as server-sent events; the last one is `workflow.finished`. */
  @Get(':run_id/events')
  @Requires('runs:read')
  @Describes({ responses: { 200: { description: 'The events', content: { 'text/event-stream': {} } } } })
  async events(
    @Param() { run_id }: RunPath,
    @CurrentPrincipal() { org }: Principal,
    @Req() { headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.executions.get(org, run_id);
    const last = Number(headers['last-event-id'] ?? 0);
    const after = Number.isSafeInteger(last) && last >= 0 ? last : 0;
    await this.stream.send(org, run_id, after, reply, ({ result }) => ({
      event: 'workflow.finished',
      data: { run_id, success: result?.success ?? false },
    }));
  }

  private async begin(input: StartInput): Promise<string> {
    try {
      return (await this.startExecution.execute(input)).id;
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'blueprint-invalid') throw error;
      const { message, hint, findings, data } = error;
      throw new CodedError<ExecutionsCode>('run-refused', message, {
        ...(hint === undefined ? {} : { hint }),
        findings,
        data,
      });
    }
  }
}

function targetOf({ blueprint_id: name, blueprint }: RunBody): FreezeRequest['target'] {
  if (name !== undefined && blueprint === undefined) return { kind: 'named', name };
  if (blueprint !== undefined && name === undefined) return { kind: 'inline', blueprint };
  const detail = 'give one of blueprint_id and blueprint';
  throw requestInvalid([{ code: 'one-of', pointer: '', detail, severity: 'error' }]);
}

function started(id: string): RunStartedResponse {
  return { run_id: id, status_endpoint: `${ROOT}/${id}`, events_endpoint: `${ROOT}/${id}/events` };
}

function presentRun({ id, result, startedAt, finishedAt, error }: Execution): RunResponse {
  return {
    run_id: id,
    success: result?.success ?? null,
    start_time: startedAt?.toISOString() ?? null,
    end_time: finishedAt?.toISOString() ?? null,
    output: result?.output ?? null,
    error: error ?? null,
  };
}
