import type { BlueprintsCreateData } from '@iceos/client';
import type { CommandContext, CommandRun } from '../context.js';
import { CommandError } from '../errors.js';
import { readDocument } from '../files.js';
import { flagOption } from '../options.js';
import { pushedFrom, rememberPush, type PushedBlueprint } from '../running/last-blueprint.js';

type Body = BlueprintsCreateData['body'];

/** The lock with which something is created: it must not be there yet. */
const NEW = '__new__';

export const run: CommandRun = async (context, [file = ''], options) => {
  const body = await readBody(file);
  const known = flagOption(options, 'new') ? undefined : await pushedFrom(context.settings, file);
  const replaced = known && (await replace(context, known, body));
  const pushed = replaced ?? (await create(context, body));
  await rememberPush(context.settings, file, pushed);
  const { id, version_lock } = pushed;
  context.output.result({ id, version_lock, created: replaced === undefined }, () => id);
  context.output.note(`${replaced ? 'replaced' : 'stored'} ${file}`);
  context.output.next('ice run --last', 'runs it on the server');
};

async function readBody(file: string): Promise<Body> {
  const value = await readDocument(file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  throw new CommandError('blueprint-invalid', 'invalid', `${file} is no blueprint: it is not an object.`, {
    hint: 'See what one looks like with `ice new blueprint NAME`.',
  });
}

async function create(context: CommandContext, body: Body): Promise<PushedBlueprint> {
  const client = await context.client();
  return client.call('blueprintsCreate', { body }, { headers: { 'x-version-lock': NEW } });
}

/** Undefined when it is gone from the server: then the file is stored anew. */
async function replace(
  context: CommandContext,
  { id, version_lock }: PushedBlueprint,
  body: Body,
): Promise<PushedBlueprint | undefined> {
  const client = await context.client();
  const headers = { 'x-version-lock': version_lock };
  try {
    return await client.call('blueprintsReplace', { path: { id }, body }, { headers });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'blueprint-not-found') return undefined;
    if (code === 'version-lock-stale') throw changedElsewhere(id, error);
    throw error;
  }
}

function changedElsewhere(id: string, cause: unknown): CommandError {
  return new CommandError(
    'blueprint-changed',
    'conflict',
    `The blueprint ${id} was changed since this file was pushed.`,
    {
      hint: `Look at what is there (GET /api/v1/blueprints/${id}), or store another one with --new.`,
      data: { id },
      cause,
    },
  );
}
