/**
 * The throw-away process around the compiler: native code that may crash on odd input, and the sources' own top level,
 * which it runs. Takes one message and answers with one.
 */
import { componentize } from 'componentize-qjs';

interface Job {
  readonly witPath: string;
  readonly jsSource: string;
  readonly world: string;
}

process.once('message', (job: Job) => {
  componentize({ ...job, sync: true, stubWasi: true, optSize: true }).then(
    ({ component }) => process.send?.({ component }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
