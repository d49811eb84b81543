import { readFileSync } from 'node:fs';
import { CommanderError, type Command } from 'commander';
import type { CommandContext, CommandRun } from './context.js';
import { UsageError } from './errors.js';
import { EXIT } from './exit-codes.js';
import { Interruption } from './interruption.js';
import { Output } from './output.js';
import { buildProgram } from './program.js';

/** Runs `ice` with the arguments of the process and sets its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const interruption = new Interruption();
  interruption.listen();
  leaveWhenNobodyReads();
  const program = buildProgram(readVersion(), (name, command, args) =>
    dispatch(name, command, args, interruption),
  );
  speakForItself(program);
  if (argv.length <= 2) return program.outputHelp();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.ok : tellUsage(error, argv);
  }
}

async function dispatch(
  name: string,
  command: Command,
  args: readonly unknown[],
  interruption: Interruption,
): Promise<void> {
  const options = command.opts<Record<string, unknown>>();
  const shared = rootOf(command).opts<Record<string, unknown>>();
  const output = outputFor(shared);
  try {
    const { run } = (await import(`./commands/${name}.js`)) as { run: CommandRun };
    const context = await contextOf(output, shared, interruption);
    const positional = args.flat().filter((value): value is string => typeof value === 'string');
    process.exitCode = (await run(context, positional, options)) ?? EXIT.ok;
  } catch (error) {
    process.exitCode = output.error(error);
  }
}

async function contextOf(
  output: Output,
  shared: Readonly<Record<string, unknown>>,
  interruption: Interruption,
): Promise<CommandContext> {
  // Not at the top: what settings are made of takes longer to load than `--help` to print.
  const { readSettings } = await import('./settings.js');
  const settings = readSettings({ ...text(shared, 'api'), ...text(shared, 'token') });
  return {
    output,
    settings,
    version: readVersion(),
    mayAsk: output.interactive && shared.input !== false,
    signal: interruption.signal,
    onInterrupt: (work) => interruption.add(work),
    async client() {
      const { connect } = await import('./server/connect.js');
      return connect(settings, output);
    },
  };
}

function outputFor(shared: Readonly<Record<string, unknown>>): Output {
  return new Output({
    json: shared.json === true,
    quiet: shared.quiet === true,
    verbose: shared.verbose === true,
  });
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}

function text<Name extends string>(
  options: Readonly<Record<string, unknown>>,
  name: Name,
): { [Key in Name]?: string } {
  const value = options[name];
  return (typeof value === 'string' ? { [name]: value } : {}) as { [Key in Name]?: string };
}

/** commander would print errors and exit with 1, which means something else here; help goes where it was asked for. */
function speakForItself(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  for (const child of command.commands) speakForItself(child);
}

/** What commander found wrong with the arguments, in the form of every other error. */
function tellUsage({ code, message }: CommanderError, argv: readonly string[]): number {
  // A command that only holds others, called without one: commander has printed its help.
  if (code === 'commander.help') return EXIT.usage;
  const [said = '', ...more] = message.replace(/^error: /, '').split('\n');
  const meant = more.join(' ').replace(/^\((.*)\)$/, '$1');
  const error = new UsageError(
    `${said.replace(/\.$/, '')}.`,
    meant || 'See `ice --help`, or `ice help COMMAND`.',
  );
  return outputFor({ json: argv.includes('--json') }).error(error);
}

/** `ice … | head` closes the pipe when it has seen enough. */
function leaveWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
}
