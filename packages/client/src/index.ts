/**
 * The iceOS API for programs, in Node and in browsers: every route by its operation id, with the types of the OpenAPI
 * document.
 */
import { OPERATIONS, type Operations } from './generated/operations.gen.js';
import type { PublishReceiptResponse } from './generated/types.gen.js';
import { follow, type ExecutionEvent, type FollowOptions } from './transport/events.js';
import { Http, type CallOptions, type HttpOptions } from './transport/http.js';
import { upload, type Publication, type UploadOptions } from './transport/upload.js';

export type * from './generated/types.gen.js';
export { IceError, type IceErrorFinding } from './transport/errors.js';
export type { ExecutionEvent, FollowOptions } from './transport/events.js';
export type { CallOptions } from './transport/http.js';
export type { Publication, UploadOptions } from './transport/upload.js';

/** Name of a route: its operation id in the OpenAPI document. */
export type OperationName = keyof Operations;
/** What a route takes: `body`, `path` and `query`, as far as it has them. */
export type RequestOf<Name extends OperationName> = Omit<Operations[Name]['request'], 'url'>;
/** What a route answers with. */
export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];

/** The request may be left out where nothing in it is required. */
type CallArguments<Name extends OperationName> =
  Partial<RequestOf<Name>> extends RequestOf<Name>
    ? [request?: RequestOf<Name>, options?: CallOptions]
    : [request: RequestOf<Name>, options?: CallOptions];

export type ClientOptions = HttpOptions;

export interface IceClient {
  /** Address of the server, without a slash at its end. */
  readonly url: string;
  /** Calls a route; answers the JSON value. Rejects with an `IceError`. */
  call<Name extends OperationName>(name: Name, ...args: CallArguments<Name>): Promise<AnswerOf<Name>>;
  /** Calls a route; answers the bytes as they came: what is signed must not be parsed and printed again. */
  bytes<Name extends OperationName>(name: Name, ...args: CallArguments<Name>): Promise<Uint8Array>;
  /** Publishes a signed package. The same bytes again give the same receipt. */
  publish(publication: Publication, options?: UploadOptions): Promise<PublishReceiptResponse>;
  /** The events of an execution, live, until it has ended. */
  follow(executionId: string, options?: FollowOptions): AsyncGenerator<ExecutionEvent, void, void>;
}

/** A client for one server and one token. Making it sends nothing. */
export function createClient(options: ClientOptions): IceClient {
  const http = new Http(options);
  return {
    url: http.url,
    call(name, ...[request, call]) {
      const [method, path] = OPERATIONS[name];
      return http.json(method, path, request ?? {}, call);
    },
    bytes(name, ...[request, call]) {
      const [method, path] = OPERATIONS[name];
      return http.bytes(method, path, request ?? {}, call);
    },
    async publish(publication, call) {
      const [, path] = OPERATIONS.packagesPublish;
      return (await upload(http, path, publication, call)) as PublishReceiptResponse;
    },
    follow: (executionId, call) => follow(http, executionId, call),
  };
}
