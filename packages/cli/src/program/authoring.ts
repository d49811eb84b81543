import type { Command } from 'commander';
import type { Lazy } from '../program.js';
import { input } from './running.js';

/** Commands that make and build packages. */
export function addAuthoring(program: Command, lazy: Lazy): void {
  addNew(program, lazy);
  const plugins = program.command('plugins').description('manifests of the components in a folder');
  plugins
    .command('export [folder]')
    .description('print the manifest of the components that the sources declare, always in the same bytes')
    .option('-o, --output <file>', 'write it there instead')
    .action(lazy('plugins-export'));
  plugins
    .command('lint [target]')
    .description('check a folder or its manifest file; any warning is a failure')
    .action(lazy('plugins-lint'));
  program
    .command('build [folder]')
    .description('build the kit or bundle of a folder into components')
    .option('-o, --output <folder>', 'where to put it (dist in the folder)')
    .action(lazy('build'));
  program
    .command('wit [interfaces...]')
    .description(
      'print the world of a tool, with the host interfaces it imports, for components in other languages',
    )
    .option('-o, --output <folder>', 'write it there instead, one file for each package')
    .action(lazy('wit'));
  program
    .command('dev [folder]')
    .description('build a kit and run a tool of it in the sandbox, again after every change')
    .option('--tool <name>', 'the tool to run (the first one)')
    .addOption(input())
    .addHelpText('after', '\nWithout --input the tool gets the input of its first example.')
    .action(lazy('dev'));
  program
    .command('test [folder]')
    .description('run every example of the tools of a kit in the sandbox')
    .addHelpText(
      'after',
      '\nAn example with an output must give exactly that; one with an input alone, something that fits the schema.',
    )
    .action(lazy('test'));
}

function addNew(program: Command, lazy: Lazy): void {
  const make = program
    .command('new')
    .alias('scaffold')
    .description('make a kit, a tool or a blueprint from a template');
  const add = (kind: string, what: string): Command =>
    make
      .command(`${kind} <name>`)
      .description(what)
      .option('--dir <folder>', 'where to make it', '.')
      .option('-n, --dry-run', 'print what would be written')
      .action(lazy(`new-${kind}`));
  add('kit', 'a folder with one tool, ready to publish')
    .option('--namespace <org>', 'name space it is published in (that of your token)')
    .option('--description <text>', 'what its tool does');
  add('tool', 'a tool in the kit of this folder; the name ends in _tool').option(
    '--description <text>',
    'what it does',
  );
  add('blueprint', 'a minimal blueprint');
}
