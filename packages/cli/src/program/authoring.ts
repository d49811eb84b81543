import { Option, type Command } from 'commander';
import type { Lazy } from '../program.js';
import { dynamic, input } from './running.js';

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
    .command('build [target]')
    .description(
      'build the kit or bundle of a folder into components, or a file into the JSON of a blueprint',
    )
    .option('-o, --output <path>', 'where to put it (dist in the folder; the file, ending in .json)')
    .addHelpText('after', `\n${BUILD}`)
    .action(lazy('build'));
  addChecks(program, lazy);
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

const BUILD = `A file is a blueprint in YAML or JSON, or a TypeScript or JavaScript module that exports build(), which gives what
WorkflowBuilder of @iceos/sdk builds. The module is evaluated in a throw-away process. The JSON is canonical.`;

function addChecks(program: Command, lazy: Lazy): void {
  program
    .command('lint <files...>')
    .description('say everything that is wrong with blueprints, where, and how to mend it')
    .option('--draft', 'ask only for what may be stored')
    .option('--offline', 'do not look components up')
    .addOption(dynamic())
    .addHelpText('after', '\nExits with 8 where something is found, warnings included, and with 0 otherwise.')
    .action(lazy('lint'));
  const schemas = program
    .command('schemas')
    .description('JSON Schemas of blueprints, nodes and other documents');
  schemas
    .command('export')
    .description('write the schemas of this version, each complete, always in the same bytes')
    .option('-o, --output-dir <folder>', 'where to', 'schemas/generated')
    .addOption(new Option('--format <format>', 'form of the files').choices(['json', 'yaml']).default('json'))
    .option('--check', 'write nothing; say what would change')
    .action(lazy('schemas-export'));
  schemas
    .command('import <target>')
    .description('hold a folder of schemas, or a document, against the schemas of this version')
    .addOption(
      new Option('--type <type>', 'what the document is')
        .choices(['blueprint', 'component'])
        .default('blueprint'),
    )
    .option('--check', 'of a folder: ask for the same bytes, not only for the same schemas')
    .addHelpText('after', '\nExits with 8 where a schema differs, and with 5 where a document is not valid.')
    .action(lazy('schemas-import'));
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
