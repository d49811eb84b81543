import { parseArgs } from 'node:util';
import { ConfigError, type Environment } from './environment.js';
import { parseConfig, type ParsedConfig } from './parse-config.js';

/** Exit code of a start whose arguments or environment have mistakes. */
const USAGE = 2;

/** The configuration of this process. Tells all mistakes and ends the process with code 2 when there are any. */
export function parseOrExit(): ParsedConfig {
  try {
    return parseConfig({ ...process.env, ...readArguments() });
  } catch (error) {
    if (!(error instanceof ConfigError) && !isArgumentError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(USAGE);
  }
}

/** The one argument there is, `--no-dynamic`, is another way to set `ICEOS_NO_DYNAMIC`. */
function readArguments(): Environment {
  const { values } = parseArgs({ options: { 'no-dynamic': { type: 'boolean' } } });
  return values['no-dynamic'] ? { ICEOS_NO_DYNAMIC: '1' } : {};
}

function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS');
}
