import { Injectable } from '@nestjs/common';
import type { HttpCode } from './http.errors.js';

/** The HTTP status of every code of one module; a code that is missing does not compile. */
export type StatusTable<Code extends string> = Readonly<Record<Code, number>>;

/** All status tables together. Each module adds its own when it is made. */
@Injectable()
export class Statuses {
  private readonly statuses = new Map<string, number>();

  /** Throws when a code is already there with another status: two modules would mean different things by one word. */
  add<Code extends string>(table: StatusTable<Code>): void {
    for (const [code, status] of Object.entries<number>(table)) {
      const known = this.statuses.get(code);
      if (known !== undefined && known !== status) {
        throw new Error(`The code ${code} has the statuses ${known} and ${status}.`);
      }
      this.statuses.set(code, status);
    }
  }

  /** The status of `code`, or undefined when no module knows it. */
  of(code: string): number | undefined {
    return this.statuses.get(code);
  }

  /** The code for a status that the framework answered on its own. */
  static codeOf(status: number): HttpCode {
    return BY_STATUS[status] ?? (status >= 500 ? 'internal-error' : 'body-invalid');
  }
}

const BY_STATUS: Readonly<Record<number, HttpCode>> = {
  401: 'token-missing',
  403: 'scope-missing',
  404: 'route-unknown',
  413: 'body-too-large',
  414: 'url-invalid',
  415: 'media-type-unsupported',
  422: 'request-invalid',
  429: 'rate-limited',
  503: 'shutting-down',
};
