import { Injectable, Logger } from '@nestjs/common';
import {
  createMcpHandler,
  fromJsonSchema,
  ProtocolError,
  Server,
  type AuthInfo,
  type McpHttpHandler,
  type McpRequestContext,
} from '@modelcontextprotocol/server';
import { CodedError } from '@iceos/core/errors';
import { AppConfig } from '../../../src/config/app-config.js';
import { currentCall } from '../../../src/http/call.js';
import type { Principal } from '../../../src/http/principal.js';
import { Statuses } from '../../../src/http/statuses.js';
import { CallTool } from '../usecases/call-tool.js';
import { ListTools } from '../usecases/list-tools.js';
import { ValidateDefinition } from '../usecases/validate-definition.js';
import { internalError, invalidParams } from './failures.js';
import { RunningCalls } from './running-calls.js';

/** Names our own methods among the capabilities. */
const EXTENSION = 'dev.iceos/components';
const INSTRUCTIONS =
  'Tools are signed components that run in a sandbox; workflows are tools too. A tool that fails answers with isError and {success, error}. ' +
  'Check a blueprint with iceos__validate_blueprint before you run it.';
const ANY_OBJECT = fromJsonSchema<Record<string, unknown>>({ type: 'object' });

/** The protocol, in both of its eras: every request gets a server of its own, made for whoever asks. */
@Injectable()
export class McpEndpoint {
  private readonly logger = new Logger('mcp');
  readonly handler: McpHttpHandler = createMcpHandler((context) => this.serverFor(context), {
    legacy: 'stateless',
    onerror: (error) => this.logger.debug(error.message),
  });

  constructor(
    private readonly config: AppConfig,
    private readonly statuses: Statuses,
    private readonly running: RunningCalls,
    private readonly listTools: ListTools,
    private readonly callTool: CallTool,
    private readonly validate: ValidateDefinition,
  ) {}

  private serverFor({ authInfo, requestInfo }: McpRequestContext): Server {
    const principal = principalOf(authInfo);
    const { org, project } = principal;
    const server = new Server(
      { name: 'iceOS', version: this.config.build.version },
      {
        capabilities: { tools: {}, extensions: { [EXTENSION]: { methods: ['components/validate'] } } },
        instructions: INSTRUCTIONS,
        cacheHints: { 'tools/list': { ttlMs: 0, cacheScope: 'private' } },
      },
    );
    server.setRequestHandler('tools/list', ({ params }) =>
      this.answering(() => this.listTools.execute(org, params?.cursor)),
    );
    server.setRequestHandler('tools/call', ({ params: { name, arguments: args = {} } }, { mcpReq }) =>
      this.answering(() =>
        this.running.during(principal, mcpReq.id, (taken) => {
          const signals = [mcpReq.signal, taken, ...(requestInfo ? [requestInfo.signal] : [])];
          return this.callTool.execute({ org, project, name, args, signal: AbortSignal.any(signals) });
        }),
      ),
    );
    server.setRequestHandler('components/validate', { params: ANY_OBJECT }, (params) =>
      this.answering(() => this.validate.execute(org, params)),
    );
    // Whatever it takes back is carried out by another server of this process.
    server.setNotificationHandler('notifications/cancelled', ({ params: { requestId } }) => {
      if (requestId !== undefined) this.running.cancel(principal, requestId);
    });
    return server;
  }

  /** What `work` gives; what it throws in the protocol's words, with nothing of what nobody threw on purpose. */
  private async answering<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      const status = error instanceof CodedError ? (this.statuses.of(error.code) ?? 500) : 500;
      if (error instanceof CodedError && status < 500) {
        const { code, hint } = error;
        throw invalidParams(error.message, { code, ...(hint === undefined ? {} : { hint }) });
      }
      this.logger.error(error, 'A request failed.');
      throw internalError(currentCall()?.id);
    }
  }
}

/** The principal as the SDK hands it through. It is never given the token itself. */
export function authInfoOf(principal: Principal): AuthInfo {
  const { token, org, scopes } = principal;
  return { token, clientId: org, scopes: [...scopes], extra: { principal } };
}

function principalOf(authInfo: AuthInfo | undefined): Principal {
  const principal = authInfo?.extra?.['principal'];
  if (principal === undefined) throw new Error('A request came without its principal.');
  return principal as Principal;
}
