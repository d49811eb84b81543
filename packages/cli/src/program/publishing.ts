import { Option, type Command } from 'commander';
import type { Lazy } from '../program.js';

/** Commands that sign, publish and judge packages. */
export function addPublishing(program: Command, lazy: Lazy): void {
  addKeys(program, lazy);
  program
    .command('publish [folder]')
    .description('build, sign and publish the kit or bundle of a folder')
    .option('--manifest <file>', 'publish the folder of this manifest')
    .addOption(
      new Option('--key <name>', 'sign with this key, and with further ones where several must').argParser(
        collect,
      ),
    )
    .option(
      '--request <file>',
      'publish nothing yet: write what further keys are to sign, for ice keys approve',
    )
    .option('--signatures <file>', 'publish what --request wrote, with the signatures that came since')
    .option('--public', 'let every org of the instance use it')
    .option('-n, --dry-run', 'build and check, publish nothing')
    .action(lazy('publish'));
  program
    .command('verify <target>')
    .description('judge a signed manifest file, a folder that holds one, or coordinates, and say why')
    .action(lazy('verify'));
  program
    .command('yank <coordinates>')
    .description('take a version out of resolution; who locked it keeps it')
    .option('--reason <text>', 'why')
    .option('--undo', 'put it back')
    .option('-y, --yes', 'do not ask')
    .action(lazy('yank'));
  program
    .command('deprecate <coordinates>')
    .description('warn whoever uses a version')
    .option('--reason <text>', 'why, and what to use instead')
    .option('--undo', 'stop warning')
    .action(lazy('deprecate'));
}

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];
const approve = (what: string): Option =>
  new Option('--approve <key>', `${what} (repeatable)`).argParser(collect);

/** Options for changes that keys on other machines must agree to. */
const approved = (command: Command): Command =>
  command
    .option(
      '--request <file>',
      'change nothing yet: write what the other keys are to sign, for ice keys approve',
    )
    .option('--approvals <file>', 'count the signatures in what --request wrote');

function addKeys(program: Command, lazy: Lazy): void {
  const keys = program.command('keys').description('signing keys');
  keys
    .command('create [name]')
    .description('make a key and enrol it with the server')
    .addOption(
      new Option('--purpose <purpose>', 'what it signs; only manifest keys are enrolled')
        .choices(['manifest', 'root', 'keys'])
        .default('manifest'),
    )
    .option('--passphrase', 'seal it with a passphrase (asked for, or ICE_KEY_PASSPHRASE)')
    .option('--no-enroll', 'make it only')
    .action(lazy('keys-create'));
  approved(keys.command('enroll [name]'))
    .alias('enrol')
    .description('enrol a key that was made before')
    .addOption(approve('a key that agrees, where several keys sign for the name space'))
    .action(lazy('keys-enroll'));
  keys
    .command('public [key]')
    .description('print the public half of a key on one line, to be given away')
    .option('-o, --output <file>', 'write it there instead')
    .action(lazy('keys-public'));
  keys.command('list').description('keys on this machine and on the server').action(lazy('keys-list'));
  keys
    .command('revoke [target]')
    .description('end a key, by name or fingerprint, a version, as namespace/name@version, or a name space')
    .requiredOption('--reason <text>', 'why; shown to whoever is refused')
    .option('--since <sequence>', 'a key: also what it signed from that sequence on')
    .option('--namespace <org>', 'end this name space instead')
    .option('-y, --yes', 'do not ask')
    .action(lazy('keys-revoke'));
  approved(keys.command('rotate [key]'))
    .description('put a new key in the place of one; that one signs for it, and ends')
    .option('--name <name>', 'name of the new key')
    .addOption(approve('let this key of the org sign for it instead, as when the old one is lost'))
    .option('--passphrase', 'seal the new one with a passphrase (asked for, or ICE_KEY_PASSPHRASE)')
    .action(lazy('keys-rotate'));
  approved(keys.command('threshold [n]'))
    .description('print or change how many keys of the name space must sign a manifest')
    .addOption(approve('a key that agrees; as many as must sign now'))
    .action(lazy('keys-threshold'));
  keys
    .command('approve <file>')
    .description('show what a file of --request asks for, and add the signature of a key on this machine')
    .option('--key <key>', 'name of the key, or its file')
    .option('-n, --dry-run', 'show it, sign nothing')
    .option('-y, --yes', 'do not ask')
    .action(lazy('keys-approve'));
  keys
    .command('passphrase [key]')
    .description('seal a key with another passphrase (asked for, or ICE_KEY_NEW_PASSPHRASE)')
    .option('--remove', 'leave it without one')
    .action(lazy('keys-passphrase'));
}
