import { ModulesContainer, NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { parseConfig } from './config/parse-config.js';
import { Database } from './database/database.js';
import { doorOf } from './http/access.js';
import { createAdapter } from './http/adapter.js';
import { patchOf } from './http/describe.js';
import { memoryPorts } from './jobs/memory/memory-ports.js';
import { SilentMetrics } from './telemetry/metrics.js';

/** What the types of controllers and DTOs say, as the OpenAPI plugin reads it from the sources. */
export type TypeMetadata = () => Promise<Record<string, unknown>>;

type Operation = Record<string, unknown> & {
  operationId?: string;
  readonly parameters?: { required: boolean; readonly schema: object }[];
};
type Handlers = ReadonlyMap<string, object>;

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457 problem',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'request_id', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'One sentence for people' },
    code: { type: 'string', description: 'Stable kebab-case code' },
    hint: { type: 'string', description: 'The safe next step' },
    instance: { type: 'string' },
    request_id: { type: 'string' },
    retryable: { type: 'boolean' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the request' },
          code: { type: 'string' },
          detail: { type: 'string' },
          fix: { type: 'string' },
        },
      },
    },
  },
} as const;

/** The OpenAPI 3.1 document of the whole application, made without starting it. */
export async function describeApi(metadata: TypeMetadata): Promise<OpenAPIObject> {
  const { config } = parseConfig({});
  const database = new Database({ engine: PREVIEW, entities: [], migrations: [], migrate: false });
  const app = await NestFactory.create(
    AppModule.on({ config, database, ports: memoryPorts(), metrics: new SilentMetrics() }),
    createAdapter(config),
    { preview: true, logger: false, abortOnError: false },
  );
  await SwaggerModule.loadPluginMetadata(metadata);
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('iceOS')
    .setDescription('A signed component registry and the runtime that obeys it.')
    .setVersion(config.build.version)
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'token')
    .build();
  const handlers = handlersOf(app.get(ModulesContainer));
  const document = SwaggerModule.createDocument(app, outline, {
    operationIdFactory,
    autoTagControllers: true,
    extraModels: [...handlers.values()].flatMap((handler) => [...(patchOf(handler).models ?? [])]) as never[],
  });
  const complete = completeDocument(document, handlers);
  await app.close();
  return complete;
}

/** An address that is never connected to. */
const PREVIEW = {
  host: 'localhost',
  port: 5432,
  user: 'nobody',
  password: undefined,
  database: 'nothing',
  tls: 'off',
  caFile: undefined,
} as const;

/** `TokensController.issue` is `tokensIssue`, for as long as it is named so. */
function operationIdFactory(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return noun.charAt(0).toLowerCase() + noun.slice(1) + method.charAt(0).toUpperCase() + method.slice(1);
}

function handlersOf(modules: ModulesContainer): Handlers {
  const handlers = new Map<string, object>();
  for (const { metatype } of [...modules.values()].flatMap(({ controllers }) => [...controllers.values()])) {
    if (typeof metatype !== 'function') continue;
    const prototype = metatype.prototype as Record<string, object>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const handler = prototype[name];
      if (handler) handlers.set(operationIdFactory(metatype.name, name), handler);
    }
  }
  return handlers;
}

/** Adds what is declared elsewhere: who may call, problems, and hand-written parts. Gives aliases ids of their own. */
function completeDocument(document: OpenAPIObject, handlers: Handlers): OpenAPIObject {
  const seen = new Set<string>();
  for (const [path, item] of Object.entries(document.paths).sort(([a], [b]) => a.localeCompare(b))) {
    for (const operation of Object.values(item as Record<string, Operation>)) {
      // Handlers of several paths come as name[0], name[1] …
      const id = (operation.operationId ?? '').replace(/\[\d+\]$/, '');
      completeOperation(operation, handlers.get(id));
      operation.operationId = seen.has(id) ? `${id}At${aliasOf(path)}` : id;
      seen.add(id);
    }
  }
  const schemas = { ...document.components?.schemas, Problem: PROBLEM as never };
  return { ...document, components: { ...document.components, schemas } };
}

function completeOperation(operation: Operation, handler: object | undefined): void {
  if (!handler) throw new Error(`No handler was found for ${operation.operationId}.`);
  const { access = [] } = doorOf(handler);
  operation['security'] = access === 'public' ? [] : [{ token: [] }];
  if (typeof access !== 'string') operation['x-required-scopes'] = [...access];
  for (const parameter of operation.parameters ?? [])
    if ('default' in parameter.schema) parameter.required = false;
  const { responses, parameters = [], models: _models, ...patch } = patchOf(handler);
  const problem = {
    description: 'Problem',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  Object.assign(operation, patch, {
    parameters: [...(operation.parameters ?? []), ...parameters],
    responses: { ...(responses ?? (operation['responses'] as object)), default: problem },
  });
}

function aliasOf(path: string): string {
  return path.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
}
