import { parsePackageName } from '@iceos/core/names';
import { scaffoldKit } from '@iceos/sdk/scaffold';
import type { CommandContext, CommandRun } from '../context.js';
import { textOption } from '../options.js';
import { hasKey } from '../keys/key-files.js';
import { writeScaffold } from '../scaffold.js';

/** Name space of what is made while no server and no option names one. */
const DEFAULT_NAMESPACE = 'local';
const PATIENCE_MS = 1500;

export const run: CommandRun = async (context, [name = ''], options) => {
  const kit = parsePackageName(name);
  const namespace = textOption(options, 'namespace') ?? (await namespaceOfToken(context));
  const description = textOption(options, 'description');
  const scaffold = scaffoldKit(kit, {
    namespace,
    created: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(description === undefined ? {} : { description }),
  });
  const written = await writeScaffold(context, scaffold, options, { kind: 'kit', name: kit, namespace });
  if (!written) return;
  const made = written.folder === '.' ? kit : `${written.folder}/${kit}`;
  context.output.next(`ice dev ${made}`, 'builds and runs its tool after every change');
  if (!(await hasKey(context.settings)))
    context.output.next('ice keys create', 'makes the key it is signed with');
  context.output.next(`ice publish ${made}`, 'builds, signs and publishes it');
};

/** The org of the token publishes it; without a server, the org that a new instance makes. */
async function namespaceOfToken(context: CommandContext): Promise<string> {
  if (context.settings.token === undefined) return DEFAULT_NAMESPACE;
  try {
    const client = await context.client();
    const { org_id: org } = await client.call('identityWhoAmI', {}, { timeoutMs: PATIENCE_MS });
    return org;
  } catch (error) {
    context.output.detail(`The server was not asked for the name space: ${(error as Error).message}`);
    return DEFAULT_NAMESPACE;
  }
}
