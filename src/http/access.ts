import type { IncomingHttpHeaders } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';
import type { Problem } from './problem.js';
import type { Scope } from './scopes.js';

/** Who may call a handler: `public` anybody, `authenticated` any valid token, else a token with all the scopes. */
type Access = 'public' | 'authenticated' | readonly Scope[];

/** What the decorators of this file say about a handler; the door reads it before the body is read. */
export interface Door {
  readonly access?: Access;
  /** Does not count towards the rate limit: immutable documents and health. */
  readonly unlimited?: true;
  /** Media types of the body besides JSON. */
  readonly accepts?: readonly string[];
  /** Tells a body that cannot be read in the words of the protocol that the handler speaks. */
  readonly bodyRefusal?: BodyRefusal;
}

/** What is answered instead of `problem`, as JSON. */
export type BodyRefusal = (
  problem: Problem,
  headers: IncomingHttpHeaders,
) => { readonly status: number; readonly body: unknown };

declare module 'fastify' {
  interface FastifyContextConfig {
    door?: Door;
  }
}

const DOOR = Symbol('door');

/** What was declared about a handler, empty when nothing was. */
export function doorOf(handler: object): Door {
  return (Reflect.getMetadata(DOOR, handler) as Door | undefined) ?? {};
}

function declare(door: Door): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const merged = { ...doorOf(handler), ...door };
    Reflect.defineMetadata(DOOR, merged, handler);
    RouteConfig({ door: merged })(target, key, descriptor as PropertyDescriptor);
  };
}

/** The handler needs a token with every one of the scopes. */
export const Requires = (...scopes: readonly [Scope, ...Scope[]]): MethodDecorator =>
  declare({ access: scopes });

/** The handler needs a valid token, with whatever scopes. */
export const Authenticated = (): MethodDecorator => declare({ access: 'authenticated' });

/** The handler answers anybody. */
export const Public = (): MethodDecorator => declare({ access: 'public' });

/** Calls do not count towards the rate limit. */
export const Unlimited = (): MethodDecorator => declare({ unlimited: true });

/** The handler reads bodies of these media types, and JSON only if it is among them. */
export const Accepts = (...types: readonly [string, ...string[]]): MethodDecorator =>
  declare({ accepts: types });

/** A body that is not JSON, or not JSON as we read it, is not refused with a problem document but in this way. */
export const RefusesBodies = (bodyRefusal: BodyRefusal): MethodDecorator => declare({ bodyRefusal });

/** The principal of the call. Only for handlers that are not public. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>().call;
  if (!principal) throw new Error('A public handler asked for the principal.');
  return principal;
});
