import type { IceClient } from '@iceos/client';
import type { Output } from './output.js';
import type { Settings } from './settings.js';

/** What every command is given. */
export interface CommandContext {
  readonly output: Output;
  readonly settings: Settings;
  /** Version of this iceOS. */
  readonly version: string;
  /** Whether questions may be asked: a person is there and `--no-input` was not given. */
  readonly mayAsk: boolean;
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal;
  /** Adds work to be done before the process ends because it was interrupted; the answer takes it back. */
  onInterrupt(work: () => Promise<void>): () => void;
  /** The client for the server and token of the settings. */
  client(): Promise<IceClient>;
}

/** What a file under `commands/` exports as `run`: the work of one command. Answers the exit code when it is not 0. */
export type CommandRun = (
  context: CommandContext,
  args: readonly string[],
  options: CommandOptions,
) => Promise<number | void>;

/** Options of a command as they were given; read with the functions of `options.ts`. */
export type CommandOptions = Readonly<Record<string, unknown>>;
