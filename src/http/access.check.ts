import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { doorOf } from './access.js';

/** Nest keeps the path and method of a handler under these names. */
const PATH = 'path';
const METHOD = 'method';

/** Stops the start when a handler does not declare who may call it. */
@Injectable()
export class AccessCheck implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onApplicationBootstrap(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype }) => this.undeclaredIn(metatype));
    if (undeclared.length === 0) return;
    throw new Error(
      `These handlers declare neither @Requires(…), @Authenticated() nor @Public():\n  ${undeclared.join('\n  ')}`,
    );
  }

  private undeclaredIn(controller: unknown): string[] {
    if (typeof controller !== 'function') return [];
    const prototype = controller.prototype as Record<string, object>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => {
        const handler = prototype[name];
        return handler && Reflect.hasMetadata(PATH, handler) && doorOf(handler).access === undefined;
      })
      .map((name) => {
        const method = Reflect.getMetadata(METHOD, prototype[name] as object) as RequestMethod;
        return `${controller.name}.${name} (${RequestMethod[method]})`;
      });
  }
}
