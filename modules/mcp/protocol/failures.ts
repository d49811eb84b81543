import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/** A request that asks for something that is not there, or in a form that cannot be read. */
export function invalidParams(detail: string, data: Readonly<Record<string, unknown>> = {}): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, `Invalid params: ${detail}`, { detail, ...data });
}

/** A fault of ours. What it was is in the log, under the id of the request. */
export function internalError(requestId: string | undefined): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InternalError, 'Internal error', {
    detail: 'Look for the request id in the log of the server.',
    ...(requestId === undefined ? {} : { request_id: requestId }),
  });
}
