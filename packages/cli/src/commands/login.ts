import { createClient } from '@iceos/client';
import type { CommandContext, CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { ensurePrivateFolder, writeWhole } from '../files.js';
import { flagOption } from '../options.js';
import { pinRoot } from '../packages/trust.js';
import { credentialsPath, readCredentials } from '../settings.js';
import { askSecret } from '../ui/ask.js';

export const run: CommandRun = async (context, _args, options) => {
  const { settings, output } = context;
  const token = flagOption(options, 'withToken')
    ? await readStdin()
    : await askSecret(context, `Token for ${settings.apiUrl}?`, 'Send it to `ice login --with-token`.');
  if (!/^[\x21-\x7E]{1,512}$/.test(token)) throw new UsageError('That is not a token.');
  // Who is there comes before what it is told; and only a token that works is kept.
  await pinRoot(context);
  const identity = await createClient({ url: settings.apiUrl, token }).call('identityWhoAmI');
  await keep(context, token);
  output.result(
    { api_url: settings.apiUrl, org_id: identity.org_id, scopes: identity.scopes },
    () => `signed in to ${settings.apiUrl} as ${identity.org_id}`,
  );
};

async function keep({ settings: { configDir, apiUrl } }: CommandContext, token: string): Promise<void> {
  ensurePrivateFolder(configDir);
  const credentials = { ...readCredentials(configDir), [apiUrl]: { token } };
  await writeWhole(credentialsPath(configDir), `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
}

async function readStdin(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text.trim();
}
