import type { CommandRun } from '../context.js';
import { enrol } from '../keys/enrolment.js';
import { openKey } from '../keys/signing-key.js';

export const run: CommandRun = async (context, [name]) => {
  const key = await openKey(context, name);
  const enrolled = await enrol(await context.client(), key);
  context.output.result(enrolled, () => `${enrolled.key_id} signs for ${enrolled.namespace}`);
};
