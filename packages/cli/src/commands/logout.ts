import type { CommandRun } from '../context.js';
import { writeWhole } from '../files.js';
import { credentialsPath, readCredentials } from '../settings.js';

export const run: CommandRun = async ({ settings: { configDir, apiUrl }, output }) => {
  const { [apiUrl]: known, ...others } = readCredentials(configDir);
  if (known)
    await writeWhole(credentialsPath(configDir), `${JSON.stringify(others, null, 2)}\n`, { mode: 0o600 });
  output.result({ api_url: apiUrl, signed_out: known !== undefined }, () =>
    known ? `signed out of ${apiUrl}` : `there was no token for ${apiUrl}`,
  );
};
