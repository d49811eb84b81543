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
}

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
