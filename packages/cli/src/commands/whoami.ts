import type { CommandRun } from '../context.js';

export const run: CommandRun = async (context) => {
  const identity = await (await context.client()).call('identityWhoAmI');
  context.output.result({ ...identity, api_url: context.settings.apiUrl }, () =>
    [
      `org      ${identity.org_id}`,
      ...(identity.project_id === null ? [] : [`project  ${identity.project_id}`]),
      ...(identity.user_id === null ? [] : [`user     ${identity.user_id}`]),
      `scopes   ${identity.scopes.join(', ') || 'none'}`,
      `expires  ${identity.expires_at ?? 'never'}`,
      `server   ${context.settings.apiUrl}`,
      `token    from ${context.settings.tokenSource}`,
    ].join('\n'),
  );
};
