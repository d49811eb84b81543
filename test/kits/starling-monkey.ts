import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { hostInterfaceId, witText, type HostInterfaceName } from '@iceos/core/world';
import { NODE } from '../harness/root.js';

const PROGRAM = join(import.meta.dirname, 'build-with-starling-monkey.mjs');
/** Without all of them the engine imports nothing of WASI; with the first three it reads clocks, and writes and seeds. */
const NEVER = ['http', 'fetch-event'];
const WITHOUT_WASI = ['stdio', 'random', 'clocks', ...NEVER];

/** What a probe imports by itself; the engine brings the rest. */
const PROBED = '  import wasi:cli/environment@0.2.12;\n  import wasi:filesystem/preopens@0.2.12;\n';
const ENVIRONMENT = `
package wasi:cli@0.2.12 {
  interface environment {
    get-environment: func() -> list<tuple<string, string>>;
    get-arguments: func() -> list<string>;
    initial-cwd: func() -> option<string>;
  }
}
package wasi:filesystem@0.2.12 {
  interface types {
    resource descriptor;
  }
  interface preopens {
    use types.{descriptor};
    get-directories: func() -> list<tuple<descriptor, string>>;
  }
}
`;

/** Writes to `file` a tool in JavaScript that StarlingMonkey runs: built elsewhere, as far as we are concerned. */
export async function buildWithStarlingMonkey(
  file: string,
  source: string,
  { interfaces = [], wasi = false }: { interfaces?: readonly HostInterfaceName[]; wasi?: boolean } = {},
): Promise<void> {
  const world = witText('iceos:tool@0.1.0', interfaces.map(hostInterfaceId));
  const wit = wasi ? `${world.replace('  export run', `${PROBED}  export run`)}${ENVIRONMENT}` : world;
  const child = spawn(NODE, [PROGRAM], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(JSON.stringify({ source, wit, file, disableFeatures: wasi ? NEVER : WITHOUT_WASI }));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the component was not built: exit code ${code}`);
}
