import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { componentize } from 'componentize-qjs';
import { digestOf } from '@iceos/core/digest';
import {
  HOST_INTERFACES,
  hostInterfaceId,
  witFor,
  witText,
  WORLDS,
  type HostInterfaceName,
  type WorldId,
} from '@iceos/core/world';
import type { CompileRequest } from '@iceos/runtime/compiler';

/** A component to compile, with the permissions of everything it imports. */
export function requestFor(
  bytes: Uint8Array,
  interfaces: readonly HostInterfaceName[] = [],
  world: WorldId = 'iceos:tool@0.1.0',
): CompileRequest {
  return {
    subject: 'component under test',
    digest: digestOf(bytes),
    bytes,
    world,
    permissions: interfaces.map((name) => {
      const known = HOST_INTERFACES.get(hostInterfaceId(name))!;
      return { interface: known.interface, version: known.version };
    }),
  };
}

/** A tool whose core module is `fields`: it gets a memory, a bump allocator and nothing else. */
export async function toolFromText(
  fields: string,
  interfaces: readonly HostInterfaceName[] = [],
  { allocator = BUMP_ALLOCATOR, memory = '1' } = {},
): Promise<CompileRequest> {
  const module = await parse(
    `(module ${imports(fields)} (memory (export "memory") ${memory}) ${allocator} ${rest(fields)})`,
  );
  const witSource = witText('iceos:tool@0.1.0', interfaces.map(hostInterfaceId));
  const bytes = await componentNew(await componentEmbed({ binary: module, witSource, world: 'tool' }), []);
  return requestFor(bytes, interfaces);
}

/** A component written in JavaScript, as the SDK would build it without its wrapper. */
export async function componentFromJavaScript(
  jsSource: string,
  interfaces: readonly HostInterfaceName[] = [],
  world: WorldId = 'iceos:tool@0.1.0',
): Promise<CompileRequest> {
  const bytes = await withWorld(world, interfaces, async (witPath) => {
    const { component } = await componentize({
      witPath,
      world: WORLDS[world].name,
      jsSource,
      sync: true,
      stubWasi: true,
      optSize: true,
    });
    return Uint8Array.from(component);
  });
  return requestFor(bytes, interfaces, world);
}

const BUMP_ALLOCATOR = `
  (global $top (mut i32) (i32.const 8192))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $at) (local.get 3)))
    (local.get $at))`;

/** Imports must come first in a module. */
function imports(fields: string): string {
  return fields
    .split('\n')
    .filter((line) => line.trim().startsWith('(import'))
    .join('\n');
}

function rest(fields: string): string {
  return fields
    .split('\n')
    .filter((line) => !line.trim().startsWith('(import'))
    .join('\n');
}

/** A function `run` that returns the text of `length` bytes at `at`, after doing `before`. */
export function returning({ before = '', at = 1024, length = 2, discriminant = 0 } = {}): string {
  return `(func (export "run") (param i32 i32) (result i32)
    ${before}
    (i32.store8 (i32.const 64) (i32.const ${discriminant}))
    (i32.store (i32.const 68) (i32.const ${at}))
    (i32.store (i32.const 72) (i32.const ${length}))
    (i32.const 64))
  (data (i32.const 1024) "{}")`;
}

async function withWorld<Result>(
  world: WorldId,
  interfaces: readonly HostInterfaceName[],
  use: (witPath: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'iceos-wit-'));
  try {
    for (const [path, text] of Object.entries(witFor(world, interfaces.map(hostInterfaceId)))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
