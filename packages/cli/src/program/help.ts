import type { Command } from 'commander';
import { exitCodesText } from '../exit-codes.js';

/** `ice help [command…]`, and what is no command: `ice help exit-codes`. */
export function addHelp(program: Command): void {
  program
    .command('help [topic...]')
    .description('print help for a command, or for exit-codes')
    .action((topic: string[]) => {
      if (topic[0] === 'exit-codes') process.stdout.write(`${exitCodesText()}\n`);
      else printHelp(program, topic);
    });
}

function printHelp(program: Command, [name, ...rest]: readonly string[]): void {
  if (name === undefined) return program.outputHelp();
  const child = program.commands.find((command) => command.name() === name);
  if (!child) program.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' });
  else printHelp(child, rest);
}
