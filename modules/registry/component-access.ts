import { Injectable } from '@nestjs/common';
import { CodedError } from '@iceos/core/errors';
import { AppConfig, type ComponentPattern } from '../../src/config/app-config.js';
import type { DirectoryEntry } from './component-directory.js';
import type { RegistryCode } from './registry.errors.js';
import { FIRST_PARTY } from './usecases/resolve-component.js';

/** What the verdict is about. */
type Named = Pick<DirectoryEntry, 'nodeType' | 'name' | 'origin'> & {
  readonly coordinates: { readonly namespace: string };
};

/**
 * Which tools and agents the operator lets be used here at all, whoever signed them. Workflows are what they are made of,
 * so theirs are asked for. What it refuses is hidden in lists, and refused when it is resolved and again when it is run.
 */
@Injectable()
export class ComponentAccess {
  constructor(private readonly config: AppConfig) {}

  allows(org: string, component: Named): boolean {
    const { nodeType } = component;
    if (nodeType === 'workflow') return true;
    const { allowed, denied } = this.config.access[nodeType];
    if (denied.some((pattern) => denies(pattern, component))) return false;
    return allowed.length === 0 || allowed.some((pattern) => admits(pattern, component, org));
  }

  /** Throws `component-forbidden`. */
  require(org: string, component: Named): void {
    if (this.allows(org, component)) return;
    const { nodeType, name, coordinates } = component;
    const full = `${coordinates.namespace}/${name}`;
    throw new CodedError<RegistryCode>(
      'component-forbidden',
      `The ${nodeType} ${full} may not be used here.`,
      {
        hint: 'Use another one, or ask the operator of this cluster for it.',
        data: { component: full },
      },
    );
  }
}

/** A bare name denies every component of that name, whoever it is from. */
function denies({ namespace, name }: ComponentPattern, component: Named): boolean {
  return matches(namespace ?? component.coordinates.namespace, name, component);
}

/**
 * A bare name allows what a bare name in a blueprint can mean: components of the own org, of iceOS and of the operator's
 * manifests. Anybody may publish one of that name elsewhere.
 */
function admits({ namespace, name }: ComponentPattern, component: Named, org: string): boolean {
  if (namespace !== undefined) return matches(namespace, name, component);
  const own =
    [org, FIRST_PARTY].includes(component.coordinates.namespace) || component.origin !== 'published';
  return own && matches(component.coordinates.namespace, name, component);
}

function matches(namespace: string, name: string, component: Named): boolean {
  return namespace === component.coordinates.namespace && (name === '*' || name === component.name);
}
