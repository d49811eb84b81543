import { Body, Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { AuthInfo } from '@modelcontextprotocol/server';
import { CodedError } from '@iceos/core/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticated, CurrentPrincipal, Public, RefusesBodies } from '../../../src/http/access.js';
import { Describes } from '../../../src/http/describe.js';
import type { HttpCode as ErrorCode } from '../../../src/http/http.errors.js';
import type { Principal } from '../../../src/http/principal.js';
import { ExecutionsService } from '../../executions/executions.service.js';
import { authInfoOf, McpEndpoint } from '../protocol/endpoint.js';
import { isPlain, presentFault, readFrame, refuseBody, requireScope, type Frame } from './frame.js';
import { OriginGuard } from './origin.guard.js';
import { answerPlainly } from './plain-answer.js';

const FRAME = {
  type: 'object',
  description: 'A JSON-RPC 2.0 request or notification of the Model Context Protocol',
  required: ['jsonrpc', 'method'],
  properties: {
    jsonrpc: { const: '2.0' },
    id: { type: ['string', 'integer'] },
    method: { type: 'string' },
    params: { type: 'object' },
  },
} as const;
const ANSWER = {
  type: 'object',
  required: ['jsonrpc'],
  properties: {
    jsonrpc: { const: '2.0' },
    id: { type: ['string', 'integer', 'null'] },
    result: { type: 'object' },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'integer' }, message: { type: 'string' }, data: {} },
    },
  },
} as const;

/** The Model Context Protocol, for clients of the Streamable HTTP transport and for those that post plain JSON. */
@Controller(['api/v1/mcp', 'api/mcp'])
@UseGuards(OriginGuard)
export class McpController {
  private readonly stream: ReturnType<typeof toNodeHandler>;

  constructor(
    private readonly endpoint: McpEndpoint,
    private readonly executions: ExecutionsService,
  ) {
    this.stream = toNodeHandler(endpoint.handler);
  }

  /**
   * Answers one message of the Model Context Protocol. Besides the token, `tools/list` takes the scope components:read,
   * `tools/call` runs:write, and validation blueprints:read.
   */
  @Post()
  @HttpCode(200)
  @Authenticated()
  @RefusesBodies(refuseBody)
  @Describes({
    requestBody: { required: true, content: { 'application/json': { schema: FRAME } } },
    responses: {
      200: {
        description: 'The answer; an event stream for clients that accept one',
        content: { 'application/json': { schema: ANSWER }, 'text/event-stream': {} },
      },
      202: { description: 'A notification was taken' },
    },
  })
  async message(
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const read = readFrame(body);
    if (!read.ok) return sendFault(reply, presentFault(read.fault, request.headers));
    requireScope(read.frame, principal);
    if (read.frame.method === 'tools/call') this.executions.requireRoom(principal.org);
    const authInfo = authInfoOf(principal);
    if (isPlain(request.headers)) return this.answer(read.frame, authInfo, request, reply);
    await this.hand(read.frame, authInfo, request, reply);
  }

  /** There is no stream to open: every answer comes with its request. */
  @Get()
  @Public()
  @Describes({ responses: {} })
  refuseStream(@Res({ passthrough: true }) reply: FastifyReply): never {
    void reply.header('allow', 'POST');
    throw new CodedError<ErrorCode>('method-not-allowed', 'This address takes POST only.', {
      hint: 'Send each message as a POST.',
    });
  }

  private async answer(
    frame: Frame,
    authInfo: AuthInfo,
    { headers }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { handler } = this.endpoint;
    const { status, text } = await answerPlainly(handler, { frame, headers, authInfo, signal: gone.signal });
    void reply.status(status).header('content-type', 'application/json').send(text);
  }

  /** Lets the SDK write to the socket itself, after the headers that every answer of ours carries. */
  private async hand(
    frame: Frame,
    authInfo: AuthInfo,
    { raw }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    // Node has one type for requests and answers, and so leaves open whether there are these two.
    const request = Object.assign(raw, { auth: authInfo, method: 'POST', url: raw.url ?? '/' });
    await this.stream(request, reply.raw, frame);
  }
}

function sendFault(reply: FastifyReply, { status, body }: { status: number; body: unknown }): void {
  void reply.status(status).header('content-type', 'application/json').send(JSON.stringify(body));
}
