import type { ModelCatalogue } from '../models.js';

/** What the cluster says about a model. */
export interface ModelVerdict {
  /** `unknown`: the catalogue has none of that name; `refused`: it may not be used here. */
  readonly standing: 'allowed' | 'unknown' | 'refused';
  /** A sentence for people; without it one is made. */
  readonly detail?: string;
  readonly fix?: string;
}

/** What the cluster allows authors of blueprints. */
export interface BlueprintPolicy {
  /** Whether code may stand in a blueprint that is no part of a signed bundle; by default it may. */
  readonly inlineCode?: boolean;
  /** The models that there are, by whose prices costs without a bound are told; without it none is. */
  readonly models?: ModelCatalogue;
  /** Judges a model that is named literally; without it only the GPT-3.5 family is refused. */
  readonly model?: (use: { readonly model: string; readonly provider: string | undefined }) => ModelVerdict;
}
