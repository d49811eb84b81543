import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseOrExit } from './config/parse-or-exit.js';
import { PROJECT_ROOT } from './config/project.js';
import { exitOnFailure, stopOnSignals } from './process-lifetime.js';

// Compiled code of the libraries is kept, which halves the time of every later start.
enableCompileCache(join(PROJECT_ROOT, 'node_modules', '.cache', 'compile'));
exitOnFailure();

const { config, warnings } = parseOrExit();
const { startServer } = await import('./server.js');
const starting = startServer(config, warnings);
stopOnSignals(starting);
const server = await starting;
try {
  await server.ready;
} catch (error) {
  await server.stop().catch(() => undefined);
  throw error;
}
