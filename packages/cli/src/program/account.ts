import type { Command } from 'commander';
import type { Lazy } from '../program.js';

/** Commands about the server, the token and the installation. */
export function addAccount(program: Command, lazy: Lazy): void {
  program
    .command('login')
    .description('keep a token for a server')
    .option('--with-token', 'read the token from stdin')
    .action(lazy('login'));
  program.command('logout').description('forget the token of a server').action(lazy('logout'));
  program.command('whoami').description('print who the token stands for').action(lazy('whoami'));
  program
    .command('doctor')
    .description('explain what is missing, and the command that mends it')
    .action(lazy('doctor'));
}
