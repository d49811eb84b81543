import { Option, type Command } from 'commander';
import type { Lazy } from '../program.js';

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];
/** The option that gives an input to whatever is run. */
export const input = () =>
  new Option('-i, --input <name=value>', 'an input; @file reads a file (repeatable)').argParser(collect);
const timeout = () => new Option('--timeout <seconds>', 'stop watching after that long');
/** The option that leaves only what verified manifests list. */
export const dynamic = () =>
  new Option('--no-dynamic', 'refuse what no verified manifest lists (ICEOS_NO_DYNAMIC)');

/** Commands that find, fetch and run components. */
export function addRunning(program: Command, lazy: Lazy): void {
  addFetching(program, lazy);
  program
    .command('push <file>')
    .description('store a blueprint; the same file again replaces it')
    .option('--new', 'store another one')
    .action(lazy('push'));
  program
    .command('run [reference]')
    .description('run a tool, a workflow, a bundle or a stored blueprint on the server and follow it')
    .addOption(input())
    .option('--last', 'the blueprint that was pushed last')
    .addOption(timeout())
    .action(lazy('run'));
  program
    .command('run-blueprint <file>')
    .description('run a blueprint here, in the same sandbox')
    .addOption(input())
    .addOption(dynamic())
    .option('--max-parallel <n>', 'nodes at a time (5)')
    .action(lazy('run-blueprint'));
  addBundle(program, lazy);
}

function addFetching(program: Command, lazy: Lazy): void {
  program
    .command('search [query...]')
    .description('find components and bundles')
    .option('--limit <n>', 'how many (30)')
    .option('--cursor <cursor>', 'go on after a page')
    .addOption(new Option('--kind <kind>', 'only these').choices(['tool', 'agent', 'workflow', 'bundle']))
    .action(lazy('search'));
  addLocking(program, lazy);
}

const accept = () => new Option('--accept', 'accept what packages may do or cost more than before');

function addLocking(program: Command, lazy: Lazy): void {
  program
    .command('install [packages...]')
    .description('fetch and verify packages into .ice and write ice.lock')
    .option('--frozen', 'refuse any difference from ice.lock')
    .addOption(accept())
    .action(lazy('install'));
  program
    .command('lock')
    .description('resolve everything anew, write ice.lock, and print what changed')
    .option('-n, --dry-run', 'print what would change')
    .addOption(accept())
    .action(lazy('lock'));
  program
    .command('outdated')
    .description('list the locked packages that are not the newest, or that do not stand well')
    .addHelpText('after', `\n${OUTDATED}`)
    .action(lazy('outdated'));
  program
    .command('upgrade [packages...]')
    .description('move locked packages, all or these, to the newest versions in range')
    .option('-n, --dry-run', 'print what would change')
    .addOption(accept())
    .addHelpText('after', `\n${UPGRADE}`)
    .action(lazy('upgrade'));
}

const OUTDATED = `Exits with 8 where there is one, and with 0 otherwise.
wanted is what ice upgrade takes: in range, and as old as ICE_MIN_RELEASE_AGE asks; age is how long ago the
latest was first seen.`;

const UPGRADE = `Prints what changes in code, schemas, descriptions, permissions, egress, limits, licence and cost, and adds it to
ice.lock.history.jsonl. Where a package may do or cost more than before, nothing is written without --accept.
namespace/name@range moves the range as well.`;

function addBundle(program: Command, lazy: Lazy): void {
  const bundle = program.command('bundle').description('bundles: workflows that are deployed together');
  bundle
    .command('build <folder>')
    .description('build a bundle into an archive')
    .option('-o, --output <folder>', 'where to put it', 'dist/bundles')
    .action(lazy('bundle-build'));
  bundle
    .command('run <name>')
    .description('run the workflow that a bundle begins with')
    .addOption(input())
    .option('--local', 'run it here, from its folder')
    .addOption(dynamic())
    .addOption(timeout())
    .action(lazy('bundle-run'));
  bundle
    .command('export [packages...]')
    .description('write what ice.lock locks, or these, with everything that proves it, into one file')
    .option('-o, --output <file>', 'where to put it', 'iceos-export.tar')
    .action(lazy('bundle-export'));
  bundle
    .command('import <file>')
    .description(
      'verify such a file without a network, and keep its packages for the cluster of this machine',
    )
    .option('--trust <root>', 'a root that is new here: its id, @ and the SHA-256 of its root/1.json')
    .option('--here', 'also install what its ice.lock locks into this folder')
    .action(lazy('bundle-import'));
}
