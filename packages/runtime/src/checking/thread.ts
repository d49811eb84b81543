// The program of a checking thread: one task at a time, over messages. It holds nothing between tasks.
import { parentPort, workerData } from 'node:worker_threads';
import {
  MAX_DOCUMENT_BYTES,
  notCanonical,
  readBlueprint,
  type BlueprintFinding,
  type DraftBlueprint,
  type ReadResult,
} from '@iceos/core/blueprint';
import { canonicalBytes, parseCanonical } from '@iceos/core/canonical';
import { checkAgent, checkBlueprint, checkRest, neededPermissions, usesOfAgent } from '@iceos/core/checks';
import { freezeBlueprint, parseFrozen } from '@iceos/core/freeze';
import { judgeModels, ModelCatalogue } from '@iceos/core/models';
import { checkSchema, validateValue } from '@iceos/core/value-schema';
import { LookedUpComponents } from './looked-up.js';
import {
  namedIn,
  READY,
  type FromThread,
  type Given,
  type ModelTerms,
  type Named,
  type Resolutions,
  type TaskName,
  type Tasks,
  type ToThread,
} from './protocol.js';

const { catalogue: listed, anyName } = workerData as ModelTerms;
const models = new ModelCatalogue(listed.version, listed.providers, listed.models, listed.defaultModel);
const model = judgeModels(models, { anyName });

type Ask = (named: readonly Named[]) => Promise<Resolutions>;

const TASKS: {
  [Name in TaskName]: (given: Tasks[Name]['given'], ask: Ask) => Promise<Tasks[Name]['gives']>;
} = {
  async check({ document, level, policy: terms, freezing, canonical }, ask) {
    const read = readGiven(document);
    const policy = { ...terms, models, model };
    const components = new LookedUpComponents(ask);
    const { resolve } = components;
    if (!read.ok) {
      const { findings, rest } = read;
      if (rest) await components.bring(namedIn(rest.blueprint));
      const more = rest ? checkRest(rest, { resolve, level, policy }) : [];
      return { readable: false, findings: [...findings, ...more], permissions: [] };
    }
    const blueprint = read.value;
    await components.bring(namedIn(blueprint));
    const findings = checkBlueprint(blueprint, { resolve, level, policy });
    const valid = findings.every(({ severity }) => severity !== 'error');
    const frozen =
      freezing && valid ? freezeBlueprint(blueprint, { ...freezing, policy, models, resolve }) : undefined;
    return {
      readable: true,
      findings: frozen?.ok === false ? [...findings, ...frozen.findings] : findings,
      permissions: neededPermissions(blueprint, resolve),
      ...(canonical ? { bytes: canonicalBytes(blueprint) } : {}),
    };
  },

  async freeze({ document, source, options }, ask) {
    const read = readGiven(document);
    if (!read.ok) return { findings: read.findings };
    const components = new LookedUpComponents(ask);
    await components.bring(namedIn(read.value, source));
    const result = freezeBlueprint(read.value, {
      ...options,
      ...(source ? { source } : {}),
      policy: { ...options.policy, models, model },
      models,
      resolve: components.resolve,
    });
    return result.ok ? { frozen: result.value, findings: [] } : { findings: result.findings };
  },

  async agent(document, ask) {
    const { value, findings } = valueOf(document);
    if (findings.length > 0) return findings;
    const components = new LookedUpComponents(ask);
    await components.bring({ uses: usesOfAgent(value), hasCode: false });
    return checkAgent(value, components.resolve);
  },

  read(document) {
    const read = readGiven(document);
    return Promise.resolve(read.ok ? [] : read.findings);
  },

  frozen(bytes) {
    const parsed = parseFrozen(bytes);
    return Promise.resolve(parsed.ok ? undefined : parsed.detail);
  },

  schemas: (schemas) => Promise.resolve(schemas.map(checkSchema)),

  violations: ({ schema, value }) => Promise.resolve(validateValue(schema, value)),
};

/** Documents are canonical, so that one meaning has one digest. */
function valueOf(given: Given): { readonly value: unknown; readonly findings: BlueprintFinding[] } {
  if ('value' in given) return { value: given.value, findings: [] };
  const parsed = parseCanonical(given.bytes, { maxBytes: MAX_DOCUMENT_BYTES });
  return parsed.ok
    ? { value: parsed.value, findings: [] }
    : { value: undefined, findings: [notCanonical(parsed.detail)] };
}

function readGiven(given: Given): ReadResult<DraftBlueprint> {
  const { value, findings } = valueOf(given);
  return findings.length > 0 ? { ok: false, findings } : readBlueprint(value);
}

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

async function ask(named: readonly Named[]): Promise<Resolutions> {
  const answer = new Promise<Resolutions>((resolve) => (answered = resolve));
  say({ kind: 'ask', named });
  return answer;
}

function say(message: FromThread): void {
  parentPort?.postMessage(message);
}

parentPort?.postMessage(READY);
