import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Requires } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { Claim } from '../../../src/http/idempotency/claim.js';
import { IdempotencyClaim, Idempotent } from '../../../src/http/idempotency/idempotent.js';
import { decodeCursor, encodeCursor, linkNext, presentPage } from '../../../src/http/page.js';
import type { Principal } from '../../../src/http/principal.js';
import { PageQuery } from '../../../src/http/query.js';
import { requestInvalid, RequestPipe } from '../../../src/http/validation.pipe.js';
import type { FreezeRequest } from '../../compiler/compiler.types.js';
import { ExecutionsService } from '../executions.service.js';
import { AwaitExecution } from '../usecases/await-execution.js';
import { CancelExecution } from '../usecases/cancel-execution.js';
import { StartExecution } from '../usecases/start-execution.js';
import { EventStream } from './event-stream.js';
import {
  CanceledResponse,
  EventList,
  EventsQuery,
  ExecutionList,
  ExecutionPath,
  ExecutionResponse,
  StartBody,
  StartedResponse,
  StartMembers,
  StartQuery,
} from './executions.dto.js';
import { presentEvent, presentExecution, presentStarted, presentSummary } from './executions.presenter.js';

const LIST = 'GET /api/v1/executions';
const EVENTS_SHOWN = 1000;

@Controller('api/v1/executions')
export class ExecutionsController {
  constructor(
    private readonly executions: ExecutionsService,
    private readonly startExecution: StartExecution,
    private readonly awaitExecution: AwaitExecution,
    private readonly cancelExecution: CancelExecution,
    private readonly stream: EventStream,
  ) {}

  /** Starts an execution of a stored blueprint, a workflow, a bundle, a tool, or a blueprint in the body. */
  @Post()
  @HttpCode(202)
  @Requires('runs:write')
  @Idempotent()
  async start(
    @Body() body: StartBody,
    @Query() query: StartQuery,
    @CurrentPrincipal() principal: Principal,
    @IdempotencyClaim() claim: Claim,
  ): Promise<StartedResponse> {
    const members = await membersOf(body);
    const seconds = query.wait_seconds ?? members.wait_seconds ?? body.wait_seconds ?? 0;
    // Whoever waits is told to come back; what nobody waits for is accepted, and waits in the database.
    if (seconds > 0) this.executions.requireRoom(principal.org);
    const execution = await this.startExecution.execute({
      org: principal.org,
      project: principal.project,
      actor: principal.token,
      target: targetOf(members),
      inputs: members.inputs ?? {},
      options: {
        ...(members.failure_policy ? { policy: members.failure_policy } : {}),
        ...(members.max_parallel ? { max_parallel: members.max_parallel } : {}),
      },
      alongside: (tx, accepted) => claim.store(tx, { status: 202, body: presentStarted(accepted) }),
    });
    return presentStarted(
      seconds > 0 ? await this.awaitExecution.execute(execution, seconds * 1000) : execution,
    );
  }

  /** Lists executions, the newest first. */
  @Get()
  @Requires('runs:read')
  async list(
    @Query() { limit, cursor }: PageQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExecutionList> {
    const scope = { org, list: LIST };
    const [before] = decodeCursor(scope, cursor, ['text']) ?? [];
    const rows = await this.executions.list(
      org,
      limit + 1,
      before === undefined ? undefined : String(before),
    );
    const page = presentPage(rows, limit, ({ id }) => encodeCursor(scope, [id]), presentSummary);
    linkNext(request, reply, page);
    return { executions: [...page.items], next_cursor: page.next_cursor };
  }

  /** One execution, with its result and its first events. */
  @Get(':id')
  @Requires('runs:read')
  async get(
    @Param() { id }: ExecutionPath,
    @CurrentPrincipal() { org }: Principal,
  ): Promise<ExecutionResponse> {
    const execution = await this.executions.get(org, id);
    return presentExecution(execution, await this.executions.events(org, id, 0, EVENTS_SHOWN));
  }

  /** Events of an execution: a stream of server-sent events for whoever accepts one, else a list. */
  @Get(':id/events')
  @Describes({
    models: [EventList],
    responses: {
      200: {
        description: 'The events',
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/EventList' } },
          'text/event-stream': {},
        },
      },
    },
  })
  @Requires('runs:read')
  async events(
    @Param() { id }: ExecutionPath,
    @Query() { after, limit }: EventsQuery,
    @CurrentPrincipal() { org }: Principal,
    @Req() { headers }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.executions.get(org, id);
    const last = Number(headers['last-event-id'] ?? after);
    const from = Number.isSafeInteger(last) && last >= 0 ? last : after;
    if (headers.accept?.includes('text/event-stream')) return this.stream.send(org, id, from, reply);
    const list: EventList = { items: (await this.executions.events(org, id, from, limit)).map(presentEvent) };
    void reply.send(list);
  }

  /** Asks an execution to stop. One that has ended stays as it is. */
  @Post(':id/cancel')
  @HttpCode(200)
  @Requires('runs:write')
  async cancel(
    @Param() { id }: ExecutionPath,
    @CurrentPrincipal() { org, token }: Principal,
  ): Promise<CanceledResponse> {
    await this.cancelExecution.execute(org, token, id);
    return { status: 'canceled' };
  }
}

const pipe = new RequestPipe();

/** The members stand in the body, or in its `payload`, where they are checked in the same way. */
async function membersOf({ payload, ...body }: StartBody): Promise<StartMembers> {
  if (payload === undefined) return Object.assign(new StartMembers(), body);
  return (await pipe.transform(payload, { type: 'body', metatype: StartMembers })) as StartMembers;
}

function targetOf({ blueprint_id, blueprint, tool, inputs = {} }: StartMembers): FreezeRequest['target'] {
  const given = [blueprint_id, blueprint, tool].filter((member) => member !== undefined);
  if (given.length === 1) {
    if (blueprint !== undefined) return { kind: 'inline', blueprint };
    if (tool !== undefined) return { kind: 'tool', reference: tool, inputs: Object.keys(inputs) };
    return { kind: 'named', name: blueprint_id ?? '' };
  }
  throw requestInvalid([
    {
      code: 'one-of',
      pointer: '',
      detail: 'give one of blueprint_id, blueprint and tool',
      severity: 'error',
    },
  ]);
}
