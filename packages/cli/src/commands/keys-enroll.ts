import type { CommandRun } from '../context.js';
import { enrol } from '../keys/enrolment.js';
import { openKey, openKeys } from '../keys/signing-key.js';
import { listOption } from '../options.js';

export const run: CommandRun = async (context, [name], options) => {
  const key = await openKey(context, name);
  const approvers = await openKeys(context, listOption(options, 'approve'));
  const enrolled = await enrol(await context.client(), key, approvers);
  context.output.result(enrolled, () => `${enrolled.key_id} signs for ${enrolled.namespace}`);
};
