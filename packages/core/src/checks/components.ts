import type { Digest } from '../digest.js';
import type { Permission } from '../manifest.js';
import type { ManifestComponent } from '../generated/plugins.v0.js';
import type { AgentTerms } from '../cost/nodes.js';
import type { ComponentReference, ComponentType } from '../names.js';
import type { RefusalCode } from '../refusal.js';
import type { DraftBlueprint } from '../blueprint/types.js';
import type { JsonSchema } from '../value-schema.js';

/** A component that a reference was resolved to, as a frozen blueprint records it. */
export interface ComponentRecord {
  readonly node_type: ComponentType;
  /** Name of the component; `namespace`, `package` and `version` are the coordinates of the package that has it. */
  readonly name: string;
  readonly namespace: string;
  readonly package: string;
  readonly version: string;
  readonly component_version: string;
  readonly manifest_digest: Digest;
  /** Of the WASM component or of the document. */
  readonly component_digest: Digest;
  readonly permissions: readonly Permission[];
  readonly limits: NonNullable<ManifestComponent['limits']>;
  readonly schema: { readonly input: JsonSchema; readonly output: JsonSchema };
  /** Key that signed it; absent for a component that no verified manifest lists. */
  readonly key_fingerprint?: Digest;
  /** Publish sequence of the version, where the registry's record is at hand. */
  readonly sequence?: number;
  /** What its manifest says that using it costs. */
  readonly cost_estimate?: NonNullable<ManifestComponent['cost_estimate']>;
  /** Of an agent: what its document says of the model that it asks. */
  readonly agent?: AgentTerms;
}

/** A record together with what checking and freezing need besides. */
export interface ResolvedComponent extends ComponentRecord {
  readonly deprecated?: ManifestComponent['deprecated'];
  /** Of a workflow: its document, read. */
  readonly blueprint?: DraftBlueprint;
  /** Of an agent: references of the tools it may call. */
  readonly tools?: readonly string[];
}

/** One place where a blueprint names a component. */
export interface ComponentUse {
  readonly node_type: ComponentType;
  /** As it is written. */
  readonly text: string;
  readonly reference: ComponentReference;
  /** JSON pointer of the place. */
  readonly pointer: string;
  readonly nodeId: string;
}

/** What a reference was resolved to; or that nothing is known by it, that it may not be used, or why it is not loaded. */
export type Resolution =
  | { readonly ok: true; readonly component: ResolvedComponent }
  | {
      readonly ok: false;
      readonly code: 'unknown' | 'ended' | 'forbidden' | RefusalCode;
      readonly detail?: string;
    };
