// Brings the schema to the head of this build and ends: `node dist/src/migrate.js [up | down | status]`.
import { parseOrExit } from './config/parse-or-exit.js';
import { openFoundations } from './foundations.js';
import { exitOnFailure } from './process-lifetime.js';
import { createLogger } from './telemetry/logging.js';

exitOnFailure();
const [, , command = 'up', ...rest] = process.argv;
if (!['up', 'down', 'status'].includes(command) || rest.length > 0) {
  process.stderr.write('usage: migrate [up | down | status]\n');
  process.exit(2);
}

const { config } = parseOrExit();
const logger = createLogger(config, () => ({}));
const foundations = await openFoundations(config, Promise.resolve([]), logger, command === 'up');
try {
  const { database } = foundations;
  let state = await database.connect();
  if (command === 'down') {
    await database.revert();
    state = await database.state();
  }
  process.stdout.write(`applied_head=${state.appliedHead ?? 'none'} missing=${state.missing.length}\n`);
} finally {
  await foundations.close();
}
