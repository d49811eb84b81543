import { hostFunctions, jsNameOf, TYPES_INTERFACE, WORLDS } from '@iceos/core/world';
import type { CompiledComponent } from '../compiler.js';
import type { LoadHeader } from './messages.js';

/** What a child gets of a component before its first call: the verified bytes, and what its imports return. */
export function loadFrame(component: CompiledComponent): { header: LoadHeader; parts: Uint8Array[] } {
  const { glue, modules, imports, world } = component;
  return {
    header: {
      type: 'load',
      entry: jsNameOf(WORLDS[world].entry.name),
      glue: glue.length,
      modules: modules.map(({ name, bytes }) => ({ name, size: bytes.length })),
      imports: {
        // It declares types only, but the glue looks for it.
        [TYPES_INTERFACE]: {},
        ...Object.fromEntries(imports.map((id) => [id, functionsOf(id)])),
      },
    },
    parts: [glue, ...modules.map(({ bytes }) => bytes)],
  };
}

function functionsOf(id: string): LoadHeader['imports'][string] {
  return Object.fromEntries(
    hostFunctions(id).map(({ name, returns }) => [jsNameOf(name), returns ? { returns } : {}]),
  );
}
