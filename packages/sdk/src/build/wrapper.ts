import { hostInterfaceId, WORLDS, type HostInterfaceName, type WorldId } from '@iceos/core/world';
import { jsNameOf } from '@iceos/core/world';

/** The name under which the wrapper imports the module that `prepareText` writes. */
export const PREPARE = 'iceos-sdk:prepare';

/** One tool among the exports of a source file. */
export interface ToolSource {
  /** Path of the source file, relative to the folder of the package, beginning with `./`. */
  readonly file: string;
  readonly exported: string;
  readonly world: WorldId;
  readonly permissions: readonly HostInterfaceName[];
}

/**
 * The module that runs before the tool's own: imports exactly the declared host interfaces and puts the globals in place.
 * Being a module of its own, it is evaluated before the tool's.
 */
export function prepareText(permissions: readonly HostInterfaceName[]): string {
  const names = [...permissions].sort();
  return [
    ...names.map((name) => `import ${name} from ${JSON.stringify(hostInterfaceId(name))};`),
    `import { hostOver } from 'iceos-sdk:guest/grants';`,
    `import { install } from 'iceos-sdk:guest/globals';`,
    `const raw = { ${names.join(', ')} };`,
    `export const host = hostOver(raw);`,
    `install(raw, host);`,
    '',
  ].join('\n');
}

/** The entry of the component: exports what the world says, over the tool that the source file exports. */
export function wrapperText({ file, exported, world }: ToolSource): string {
  const serve = world === 'iceos:code@0.1.0' ? 'serveCode' : 'serveTool';
  return [
    `import { host } from ${JSON.stringify(PREPARE)};`,
    `import { ${JSON.stringify(exported)} as exported } from ${JSON.stringify(file)};`,
    `import { definitionOf } from '@iceos/sdk';`,
    `import { ${serve} } from 'iceos-sdk:guest/serve';`,
    `export const ${jsNameOf(WORLDS[world].entry.name)} = ${serve}(definitionOf(exported), host);`,
    '',
  ].join('\n');
}
