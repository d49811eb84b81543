import { Command } from 'commander';
import { exitCodesText } from './exit-codes.js';
import { addAccount } from './program/account.js';
import { addAuthoring } from './program/authoring.js';
import { addHelp } from './program/help.js';
import { addPublishing } from './program/publishing.js';
import { addRunning } from './program/running.js';
import { addTrust } from './program/trust.js';

/** Loads and runs the command of that name. Nothing is imported before it is asked for, so that `ice` starts at once. */
export type Dispatch = (name: string, command: Command, args: readonly unknown[]) => Promise<void>;

/** The action of a command whose code is the file of that name under `commands/`. */
export type Lazy = (name: string) => (...args: unknown[]) => Promise<void>;

/** The whole tree of commands: names, arguments, options and help, without any of their code. */
export function buildProgram(version: string, dispatch: Dispatch): Command {
  const program = new Command('ice')
    .description('Author, sign, publish and run iceOS components.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .option('--json', 'print data only')
    .option('-q, --quiet', 'say less')
    .option('-v, --verbose', 'say more')
    .option('--no-input', 'never ask')
    .option('--api <url>', 'address of the server (ICE_API_URL)')
    .option('--token <token>', 'token for the server (ICE_API_TOKEN)')
    .showSuggestionAfterError()
    .addHelpText('after', `\nExit codes:\n${exitCodesText()}`);
  const lazy: Lazy =
    (name) =>
    async (...args) => {
      await dispatch(name, args.at(-1) as Command, args.slice(0, -2));
    };
  addAuthoring(program, lazy);
  addPublishing(program, lazy);
  addTrust(program, lazy);
  addRunning(program, lazy);
  addAccount(program, lazy);
  addHelp(program);
  return program;
}
