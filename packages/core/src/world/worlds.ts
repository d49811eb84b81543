/** Version of everything that is declared in this folder. */
export const VERSION = '0.1.0';

export interface World {
  /** What a manifest names, `iceos:tool@0.1.0`. */
  readonly id: WorldId;
  /** Name of the world inside its package. */
  readonly name: string;
  /** The one function that the host calls; it returns `result<string, tool-error>`, where the text is JSON. */
  readonly entry: { readonly name: string; readonly params: readonly string[] };
}

export type WorldId = 'iceos:tool@0.1.0' | 'iceos:code@0.1.0';

/** The error of a tool, as the guest throws it. `code` is kebab- or snake-case and the tool's own. */
export interface ToolError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** The interface that only declares `tool-error`: every component imports it, and nothing can be called in it. */
export const TYPES_INTERFACE = 'iceos:tool/types@0.1.0';

export const WORLDS: Readonly<Record<WorldId, World>> = {
  'iceos:tool@0.1.0': {
    id: 'iceos:tool@0.1.0',
    name: 'tool',
    entry: { name: 'run', params: ['input-json'] },
  },
  'iceos:code@0.1.0': {
    id: 'iceos:code@0.1.0',
    name: 'code',
    entry: { name: 'run-code', params: ['source', 'input-json'] },
  },
};
