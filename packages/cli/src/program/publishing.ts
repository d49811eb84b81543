import type { Command } from 'commander';
import type { Lazy } from '../program.js';

/** Commands that sign, publish and judge packages. */
export function addPublishing(program: Command, lazy: Lazy): void {
  addKeys(program, lazy);
  program
    .command('publish [folder]')
    .description('build, sign and publish the kit or bundle of a folder')
    .option('--manifest <file>', 'publish the folder of this manifest')
    .option('--key <name>', 'sign with this key')
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

function addKeys(program: Command, lazy: Lazy): void {
  const keys = program.command('keys').description('signing keys');
  keys
    .command('create [name]')
    .description('make a key and enrol it with the server')
    .option('--passphrase', 'seal it with a passphrase (asked for, or ICE_KEY_PASSPHRASE)')
    .option('--no-enroll', 'make it only')
    .action(lazy('keys-create'));
  keys
    .command('enroll [name]')
    .alias('enrol')
    .description('enrol a key that was made before')
    .action(lazy('keys-enroll'));
  keys.command('list').description('keys on this machine and on the server').action(lazy('keys-list'));
  keys
    .command('revoke <key>')
    .description('end a key, by name or fingerprint; what it signed before goes on to count')
    .requiredOption('--reason <text>', 'why; shown to whoever is refused')
    .option('-y, --yes', 'do not ask')
    .action(lazy('keys-revoke'));
}
