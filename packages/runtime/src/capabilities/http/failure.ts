import { HostFailure } from '../failures.js';

/** Why a request has no response; the component gets `code: detail`. Details name no address, secret or redirect. */
export type HttpFailureCode =
  | 'request-invalid'
  | 'host-not-allowed'
  | 'host-not-found'
  | 'address-not-public'
  | 'secret-not-granted'
  | 'request-too-large'
  | 'response-too-large'
  | 'response-encoded'
  | 'redirect-refused'
  | 'too-many-redirects'
  | 'connection-failed'
  | 'timeout'
  | 'canceled';

export class HttpFailure extends HostFailure {
  constructor(
    readonly code: HttpFailureCode,
    detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
