import type { Kit } from '@iceos/core/authored';
import { parseDefinition, type DescribedComponent } from './describe.js';
import { BuildError } from './errors.js';
import { readPlain } from './files.js';

/** The four bytes that every WebAssembly binary begins with, and those that tell a component from a core module. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];
const COMPONENT = [0x0d, 0x00, 0x01, 0x00];

/** The tools of a kit that were built elsewhere, as `kit.yaml` declares them. */
export function prebuiltTools({ tools = [] }: Kit): DescribedComponent[] {
  return tools.map(({ wasm: prebuilt, ...declared }) => ({
    definition: parseDefinition({ ...declared, node_type: 'tool' }, declared.name, { prebuilt: true }),
    file: prebuilt,
    exported: declared.name,
    prebuilt,
  }));
}

/**
 * The bytes of a component that was built elsewhere, as they are. Here only a glance is taken at them: whether they may run
 * is judged where they are compiled, and by the registry.
 */
export async function readPrebuilt(root: string, path: string): Promise<Uint8Array> {
  const bytes = await readPlain(root, path);
  if (begins(bytes, [...MAGIC, ...COMPONENT])) return bytes;
  const found = begins(bytes, MAGIC) ? 'a core module, not a component' : 'no WebAssembly component';
  throw new BuildError('prebuilt-invalid', `${path} is ${found}.`);
}

function begins(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
