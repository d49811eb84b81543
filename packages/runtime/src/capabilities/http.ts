import { allowsTarget, type HostRule, type HttpTarget } from '@iceos/core/http-hosts';
import type { HostImplementation } from '@iceos/core/world';
import { exchange, type HttpResponse } from './http/exchange.js';
import { HttpFailure } from './http/failure.js';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './http/limits.js';
import { redirected } from './http/redirect.js';
import { parseRequest, type HttpRequest } from './http/request.js';
import { checkedAddress, systemResolver, type Resolve } from './http/resolve.js';
import { fillSecrets, maskOf, type HostSecrets, type Mask } from './http/secrets.js';

/** What the operator says about requests of components, for every run. */
export interface HttpPolicy {
  /** The hosts that any component may reach; undefined leaves it to the manifests. */
  readonly hosts?: readonly HostRule[] | undefined;
  /** Hosts that may have addresses that are not public, each with its port. */
  readonly allowPrivate?: readonly HostRule[];
  readonly resolve?: Resolve;
  readonly limits?: Partial<HttpLimits>;
  /** Certificates to trust instead of the system's, in PEM. */
  readonly ca?: string;
}

/** What one call may do, and who hears of it. */
export interface HttpGrant {
  /** The hosts that the manifest asks for, and the blueprint leaves. */
  readonly hosts: readonly HostRule[];
  readonly secrets: HostSecrets;
  readonly limits?: Partial<HttpLimits>;
  /** Ends requests under way. */
  readonly signal: AbortSignal;
  /** Told after each `send`: the host that was asked last, and its status when it answered. */
  readonly onSent?: (sent: { readonly host: string; readonly status: number | undefined }) => void;
}

/** `iceos:host/http` for one call (docs/spec/sandbox.md 13 and 15). */
export function httpCapability(policy: HttpPolicy, grant: HttpGrant): HostImplementation<'http'> {
  const sender = new Sender(policy, grant);
  return { send: (method, url, headers, body) => sender.send(method, url, headers, body) };
}

/** Carries out the requests of one call. Each connection is judged from the start, redirects included. */
class Sender {
  private readonly limits: HttpLimits;
  private readonly mask: Mask;

  constructor(
    private readonly policy: HttpPolicy,
    private readonly grant: HttpGrant,
  ) {
    this.limits = smaller({ ...DEFAULT_HTTP_LIMITS, ...policy.limits }, grant.limits);
    this.mask = maskOf(grant.secrets);
  }

  async send(...[method, url, headers, body]: Parameters<HostImplementation<'http'>['send']>) {
    const first = parseRequest(method, url, headers, body, this.limits);
    const deadline = AbortSignal.timeout(this.limits.timeoutMs);
    const signal = AbortSignal.any([deadline, this.grant.signal]);
    const sent: { host: string; status: number | undefined } = { host: first.target.name, status: undefined };
    try {
      return await this.follow(first, signal, sent);
    } catch (error) {
      if (this.grant.signal.aborted) throw new HttpFailure('canceled', 'the call has ended');
      if (deadline.aborted)
        throw new HttpFailure('timeout', `it took longer than ${this.limits.timeoutMs} ms`);
      throw error;
    } finally {
      this.grant.onSent?.({ ...sent, host: this.mask.text(sent.host) });
    }
  }

  private async follow(
    first: HttpRequest,
    signal: AbortSignal,
    sent: { host: string; status: number | undefined },
  ): Promise<HttpResponse> {
    let request = first;
    for (let hop = 0; hop <= this.limits.redirects; hop++) {
      this.requireAllowed(request.target, hop > 0);
      sent.host = request.target.name;
      const response = await this.exchange(request, signal);
      sent.status = response.status;
      const next = redirected(request, response);
      if (!next) return this.masked(response);
      request = next;
    }
    throw new HttpFailure('too-many-redirects', `there are more than ${this.limits.redirects} redirects`);
  }

  private async exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const { target } = request;
    const trusted = this.policy.allowPrivate?.some((rule) => allowsTarget(rule, target)) ?? false;
    const confidential = target.scheme === 'https' || trusted;
    const headers = fillSecrets(request.headers, target, this.grant.secrets, confidential);
    const resolve = this.policy.resolve ?? systemResolver;
    const address = await unlessAborted(checkedAddress(target, resolve, trusted), signal);
    const { limits } = this;
    const { ca } = this.policy;
    return exchange({ ...request, headers }, { address, limits, signal, ...(ca ? { ca } : {}) });
  }

  /** Where a redirect leads is not said: a host that was sent a secret could put it there. */
  private requireAllowed(target: HttpTarget, isRedirect: boolean): void {
    const allowed = (rules: readonly HostRule[]) => rules.some((rule) => allowsTarget(rule, target));
    if (allowed(this.grant.hosts) && (!this.policy.hosts || allowed(this.policy.hosts))) return;
    if (isRedirect) {
      throw new HttpFailure(
        'redirect-refused',
        'the server redirects to a host that this call may not reach',
      );
    }
    const where = `${target.name}:${target.port}`;
    throw new HttpFailure('host-not-allowed', `${where} is not among the hosts that this call may reach`);
  }

  private masked({ status, headers, body }: HttpResponse): HttpResponse {
    return {
      status,
      headers: headers.map(([name, value]) => [this.mask.text(name), this.mask.text(value)] as const),
      body: this.mask.bytes(body),
    };
  }
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function smaller(ceiling: HttpLimits, asked: Partial<HttpLimits> = {}): HttpLimits {
  const least = (name: keyof HttpLimits) => Math.min(ceiling[name], asked[name] ?? ceiling[name]);
  return {
    timeoutMs: least('timeoutMs'),
    requestBytes: least('requestBytes'),
    responseBytes: least('responseBytes'),
    responseHeaderBytes: least('responseHeaderBytes'),
    redirects: least('redirects'),
  };
}
