// The program of a checking thread: one task at a time, over messages. It holds nothing between tasks.
import { parentPort, workerData } from 'node:worker_threads';
import { readBlueprint, type DraftBlueprint } from '@iceos/core/blueprint';
import { checkBlueprint, checkRest, neededPermissions, type CheckOptions } from '@iceos/core/checks';
import { freezeBlueprint } from '@iceos/core/freeze';
import { judgeModels, ModelCatalogue } from '@iceos/core/models';
import { checkSchema, validateValue } from '@iceos/core/value-schema';
import {
  namedIn,
  READY,
  resolutionKey,
  type FromThread,
  type ModelTerms,
  type Resolutions,
  type TaskName,
  type Tasks,
  type ToThread,
} from './protocol.js';

const { catalogue: listed, anyName } = workerData as ModelTerms;
const models = new ModelCatalogue(listed.version, listed.providers, listed.models, listed.defaultModel);
const model = judgeModels(models, { anyName });

type Resolve = CheckOptions['resolve'];
type Ask = (blueprint: DraftBlueprint) => Promise<Resolve>;

const TASKS: {
  [Name in TaskName]: (given: Tasks[Name]['given'], ask: Ask) => Promise<Tasks[Name]['gives']>;
} = {
  async check({ value, level, policy: terms, freezing }, ask) {
    const read = readBlueprint(value);
    const policy = { ...terms, models, model };
    if (!read.ok) {
      const { findings, rest } = read;
      const more = rest ? checkRest(rest, { resolve: await ask(rest.blueprint), level, policy }) : [];
      return { readable: false, findings: [...findings, ...more], permissions: [] };
    }
    const blueprint = read.value;
    const resolve = await ask(blueprint);
    const findings = checkBlueprint(blueprint, { resolve, level, policy });
    const valid = findings.every(({ severity }) => severity !== 'error');
    const frozen =
      freezing && valid ? freezeBlueprint(blueprint, { ...freezing, policy, models, resolve }) : undefined;
    return {
      readable: true,
      findings: frozen?.ok === false ? [...findings, ...frozen.findings] : findings,
      permissions: neededPermissions(blueprint, resolve),
    };
  },

  async freeze({ value, options }, ask) {
    const read = readBlueprint(value);
    if (!read.ok) return { findings: read.findings };
    const result = freezeBlueprint(read.value, {
      ...options,
      policy: { ...options.policy, models, model },
      models,
      resolve: await ask(read.value),
    });
    return result.ok ? { frozen: result.value, findings: [] } : { findings: result.findings };
  },

  schemas: (schemas) => Promise.resolve(schemas.map(checkSchema)),

  violations: ({ schema, value }) => Promise.resolve(validateValue(schema, value)),
};

let answered: ((resolutions: Resolutions) => void) | undefined;

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'answer') answered?.(message.resolutions);
  else void perform(message);
});

async function perform<Name extends TaskName>({
  name,
  given,
}: {
  name: Name;
  given: Tasks[Name]['given'];
}): Promise<void> {
  try {
    say({ kind: 'done', gives: await TASKS[name](given, ask) });
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** Asks for everything that the blueprint names, and everything behind it. */
async function ask(blueprint: DraftBlueprint): Promise<Resolve> {
  const answer = new Promise<Resolutions>((resolve) => (answered = resolve));
  say({ kind: 'ask', named: namedIn(blueprint) });
  const resolutions = await answer;
  return (use, from?: Parameters<typeof resolutionKey>[1]) =>
    resolutions.get(resolutionKey(use, from)) ?? { ok: false, code: 'unknown' };
}

function say(message: FromThread): void {
  parentPort?.postMessage(message);
}

parentPort?.postMessage(READY);
