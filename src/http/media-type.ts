import type { FastifyRequest } from 'fastify';
import { CodedError } from '@iceos/core/errors';
import type { HttpCode } from './http.errors.js';

const JSON_ONLY = ['application/json'];

/** The parameters that may follow each media type; nothing else is read, so nothing can be read in two ways. */
const PARAMETERS: Readonly<Record<string, RegExp>> = {
  'application/json': /^(?:; ?charset=utf-8)?$/i,
  'multipart/form-data': /^; ?boundary=(?:"[\w'()+,./:=? -]{1,70}"|[\w'+.-]{1,70})$/,
};

/** Refuses a body whose Content-Type is not exactly one of `accepted`. Requests without a body pass. */
export function refuseMediaType(
  { headers, method }: FastifyRequest,
  accepted: readonly string[] = JSON_ONLY,
): void {
  const length = headers['content-length'];
  const hasBody = headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  if (!hasBody || method === 'GET' || method === 'HEAD') return;
  const header = headers['content-type'] ?? '';
  const [, type = '', parameters = ''] = /^([^;]*)(.*)$/.exec(header) ?? [];
  const allowed =
    accepted.includes(type.toLowerCase()) && (PARAMETERS[type.toLowerCase()] ?? /^$/).test(parameters);
  if (allowed) return;
  throw new CodedError<HttpCode>(
    'media-type-unsupported',
    `This address does not read ${JSON.stringify(header.slice(0, 100))}.`,
    {
      hint: `Send ${accepted.join(' or ')}.`,
    },
  );
}
