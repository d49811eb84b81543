import { digestOf } from '@iceos/core/digest';
import type { CompiledComponent } from '@iceos/runtime/compiler';

/**
 * Glue as if vetter and toolchain had both failed: `body`, the body of `run`, is JavaScript in the child itself. It sees
 * `input`, `imports`, `moduleOf` and `instantiateCore`.
 */
export function componentFromGlue(
  body: string,
  modules: CompiledComponent['modules'] = [],
): CompiledComponent {
  const glue = new TextEncoder().encode(
    `export const instantiate = async (moduleOf, imports, instantiateCore) => ({ run: async (input) => { ${body} } });`,
  );
  return {
    digest: digestOf(glue),
    world: 'iceos:tool@0.1.0',
    imports: ['iceos:host/kv@0.1.0'],
    glue,
    modules,
  };
}
