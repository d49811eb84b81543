import { Option, type Command } from 'commander';
import type { Lazy } from '../program.js';

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];
const several = (flags: string, what: string): Option =>
  new Option(flags, `${what} (repeatable)`).argParser(collect);

/** Commands about what is trusted: the root, the list of keys, and why something may run or not. */
export function addTrust(program: Command, lazy: Lazy): void {
  const trust = program.command('trust').description('what is trusted here, and why');
  trust
    .command('show')
    .description('print the root and the list of keys that are trusted here')
    .action(lazy('trust-show'));
  trust
    .command('update')
    .description('bring the trust folder of this machine up to what the server says')
    .option('--root <file>', 'the first version of its root, the first time')
    .option('-y, --yes', 'the first time: trust what the server says')
    .action(lazy('trust-update'));
  trust
    .command('explain <target>')
    .description('show rule by rule why a component, a file, a folder or a version may run here or not')
    .action(lazy('trust-explain'));
  addRoot(trust, lazy);
  addLog(program, lazy);
  program
    .command('mirror <folder>')
    .description('copy the public files of a registry into a folder that any file server can serve')
    .option('--from <url>', 'where its public files are served (ICE_REGISTRY_URL, or the server)')
    .addHelpText('after', `\n${MIRROR}`)
    .action(lazy('mirror'));
}

function addLog(program: Command, lazy: Lazy): void {
  program
    .command('log')
    .description('the transparency log of a registry')
    .command('monitor')
    .description('follow the log: check every entry of it, and tell what is new')
    .option('--once', 'look once, and end')
    .option('--every <time>', 'how often to look, as 30s, 5m or 1h', '30s')
    .addOption(several('--namespace <org>', 'tell of this name space only'))
    .addOption(several('--expect-key <fingerprint>', 'end with 8 when another key signs or comes there'))
    .option('--from <url>', 'where the public files are served (ICE_REGISTRY_URL, or the server)')
    .option('--state <folder>', 'where to keep what was seen (in the data directory)')
    .addHelpText('after', `\n${MONITOR}`)
    .action(lazy('log-monitor'));
}

const MONITOR = `A log that goes back or forks is refused, and ends it with 7; both checkpoints are kept. The records of private packages
are not public: of those it tells how many there are. The first time everything is new.`;

const MIRROR = `Only what is verified is put there, and what is there already is not copied again; the checkpoint comes last. A log
that went back or forked is refused. Private packages are not among the public files.`;

function addRoot(trust: Command, lazy: Lazy): void {
  const root = trust.command('root').description('versions of a root, as files, signed offline');
  const draft = (command: Command): Command =>
    command
      .option('--threshold <n>', 'how many of its keys must sign')
      .addOption(several('--keys-key <key>', 'let this key sign the list of keys, instead of the root keys'))
      .option('--keys-threshold <n>', 'how many of those must')
      .option('--expires <when>', 'in days, as 365d, or a date')
      .option('-o, --output <file>', 'where to put it');
  draft(root.command('init').description('draft the first version of a root'))
    .addOption(several('--key <key>', 'a public key file, or the name of a key here'))
    .option('--id <id>', 'name of the root for ever (made from its keys)')
    .action(lazy('trust-root-init'));
  draft(root.command('rotate <file>').description('draft the version after the one in the file'))
    .addOption(several('--add <key>', 'a key to add'))
    .addOption(several('--remove <key>', 'a key to remove, by name or fingerprint'))
    .action(lazy('trust-root-rotate'));
  root
    .command('sign <file>')
    .description('add the signature of a key to a version; tells which are still missing')
    .option('--key <key>', 'name of the key, or its file')
    .option('--previous <file>', 'the version before (the one beside it)')
    .action(lazy('trust-root-sign'));
  root
    .command('fetch [folder]')
    .description('write every version of the root of the server into a folder (root)')
    .action(lazy('trust-root-fetch'));
  root
    .command('publish [target]')
    .description('hand a version, or those in a folder (root), to the server')
    .action(lazy('trust-root-publish'));
}
