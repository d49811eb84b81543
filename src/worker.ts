import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseOrExit } from './config/parse-or-exit.js';
import { PROJECT_ROOT } from './config/project.js';
import { exitOnFailure, stopOnSignals } from './process-lifetime.js';

enableCompileCache(join(PROJECT_ROOT, 'node_modules', '.cache', 'compile'));
exitOnFailure();

const { config, warnings } = parseOrExit();
const { startWorker } = await import('./start-worker.js');
const starting = startWorker(config, warnings);
stopOnSignals(starting);
await starting;
