import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { NODE, ROOT } from '../harness/root.js';

export const ICE = join(ROOT, 'packages', 'cli', 'bin', 'ice.js');

/** Where and as whom commands are run. */
export interface Desk {
  readonly cwd: string;
  /** `ICEOS_DATA_DIR`: holds the keys of the author. */
  readonly dataDir: string;
  readonly apiUrl?: string;
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command in a process of its own, without a terminal, to its end. */
export async function ice(
  { cwd, dataDir, apiUrl, token, env }: Desk,
  args: readonly string[],
  stdin?: string,
): Promise<Ended> {
  const child = spawn(NODE, [ICE, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: dataDir,
      ICEOS_DATA_DIR: dataDir,
      ...(apiUrl === undefined ? {} : { ICE_API_URL: apiUrl }),
      ...(token === undefined ? {} : { ICE_API_TOKEN: token }),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin ?? '');
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

export interface EndedJson {
  readonly code: number | null;
  readonly data: any; // oxlint-disable-line typescript/no-explicit-any -- tests assert on data of every shape
}

/** As `ice`, with `--json`: the data that it printed, or the error that it told. */
export async function iceJson(desk: Desk, args: readonly string[]): Promise<EndedJson> {
  const { code, stdout, stderr } = await ice(desk, [...args, '--json']);
  const said = stdout === '' ? stderr : stdout;
  return { code, data: JSON.parse(said.trim().split('\n').at(-1) ?? '') };
}
