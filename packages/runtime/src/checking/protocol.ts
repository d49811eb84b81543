import type { BlueprintFinding, DraftBlueprint, Level } from '@iceos/core/blueprint';
import {
  referencesIn,
  type BlueprintPolicy,
  type ComponentUse,
  type NeededPermission,
  type Resolution,
  type ResolvedComponent,
  type UnreadComponent,
} from '@iceos/core/checks';
import type { FreezeOptions, Frozen } from '@iceos/core/freeze';
import type { ModelCatalogue } from '@iceos/core/models';
import { buildGraph } from '@iceos/core/graph';
import type { Violation } from '@iceos/core/value-schema';

/** What was looked up of a reference: a component, its document unread, or why there is none. */
export type LookedUp =
  { readonly ok: true; readonly component: UnreadComponent } | Extract<Resolution, { ok: false }>;

/** What references stand for: by `resolutionKey`. */
export type Resolutions = ReadonlyMap<string, LookedUp>;

/** The package in whose document a reference stands. */
export type InPackage = Pick<ResolvedComponent, 'namespace' | 'package' | 'version'>;

/** What a document names, before anything is known of it. */
export interface Named {
  readonly uses: readonly ComponentUse[];
  /** Whether there is a code node. */
  readonly hasCode: boolean;
  /** The package that the document is in; undefined for one that is in none. */
  readonly from?: InPackage | undefined;
}

/** What the cluster allows authors, besides models. */
type Terms = Pick<BlueprintPolicy, 'inlineCode'>;

/** The models of the cluster as plain data, which a thread is started with. */
export interface ModelTerms {
  readonly catalogue: Pick<ModelCatalogue, 'version' | 'providers' | 'models' | 'defaultModel'>;
  /** Whether names that are not in the catalogue are models, too. */
  readonly anyName: boolean;
}

/** A document: a JSON value, or canonical bytes, which are parsed in the thread. */
export type Given = { readonly value: unknown } | { readonly bytes: Uint8Array };

interface Check {
  readonly document: Given;
  readonly level: Level;
  readonly policy: Terms;
  /** With it, what is valid is frozen as well, and what only that finds is found. */
  readonly freezing?: Pick<FreezeOptions, 'interpreterAbi' | 'codeRunner'>;
  /** Whether the canonical bytes of the blueprint are wanted, to be stored. */
  readonly canonical?: boolean;
}

interface Freeze {
  readonly document: Given;
  /** The component whose document it is. */
  readonly source?: UnreadComponent;
  /** All of what freezing takes but the look-up, which is asked for. */
  readonly options: Omit<FreezeOptions, 'resolve' | 'policy' | 'models' | 'source'> & {
    readonly policy?: Terms;
  };
}

/** What a thread does, by name: what it is given and what it gives. */
export interface Tasks {
  check: {
    given: Check;
    gives: {
      readonly readable: boolean;
      readonly findings: readonly BlueprintFinding[];
      /** What the components that it names may together ask of the host. */
      readonly permissions: readonly NeededPermission[];
      /** What was read, in its canonical form, where that was wanted. */
      readonly bytes?: Uint8Array;
    };
  };
  freeze: {
    given: Freeze;
    gives: { readonly frozen?: Frozen; readonly findings: readonly BlueprintFinding[] };
  };
  /** Checks the document of an agent. */
  agent: { given: Given; gives: readonly BlueprintFinding[] };
  /** Only reads a blueprint. */
  read: { given: Given; gives: readonly BlueprintFinding[] };
  /** Only reads a frozen blueprint: what keeps it from being one. */
  frozen: { given: Uint8Array; gives: string | undefined };
  schemas: { given: readonly unknown[]; gives: (readonly BlueprintFinding[])[] };
  violations: { given: { readonly schema: unknown; readonly value: unknown }; gives: Violation[] };
}
export type TaskName = keyof Tasks;

/** To a thread: a task, or what it asked for. */
export type ToThread =
  | { readonly kind: 'task'; readonly name: TaskName; readonly given: Tasks[TaskName]['given'] }
  | { readonly kind: 'answer'; readonly resolutions: Resolutions };

/** What a thread says first: that it can be given tasks. */
export const READY = 'ready';

/** From a thread at work: a question in between, or how the task ended. */
export type FromThread =
  | { readonly kind: 'ask'; readonly named: readonly Named[] }
  | { readonly kind: 'done'; readonly gives: Tasks[TaskName]['gives'] }
  | { readonly kind: 'failed'; readonly message: string };

/** By what the answer to a reference is found: bare names mean what they mean in the package of `from`. */
export function resolutionKey(
  { node_type, text }: Pick<ComponentUse, 'node_type' | 'text'>,
  from?: InPackage,
): string {
  return `${from ? `${from.namespace}/${from.package}@${from.version}` : ''} ${node_type} ${text}`;
}

/** What a blueprint that was read names. */
export function namedIn(blueprint: DraftBlueprint, from?: InPackage): Named {
  const { places } = buildGraph(blueprint.nodes).graph;
  const hasCode = places.some(({ node }) => node.type === 'code');
  return { uses: referencesIn(blueprint), hasCode, from: from && placeOf(from) };
}

/** What crosses to another thread of the place of a reference. */
export function placeOf({ namespace, package: name, version }: InPackage): InPackage {
  return { namespace, package: name, version };
}
