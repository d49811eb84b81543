import type { CommandRun } from '../context.js';
import { approvers, request } from '../keys/approvals.js';
import { enrol, rotationOf } from '../keys/enrolment.js';
import { readPublicHalf } from '../keys/key-files.js';
import { onlyKey, openKey } from '../keys/signing-key.js';
import { textOption } from '../options.js';

export const run: CommandRun = async (context, [given], options) => {
  const name = given ?? (await onlyKey(context));
  const client = await context.client();
  if (textOption(options, 'request') !== undefined) {
    const { publicKey } = await readPublicHalf(context.settings, name);
    const { namespace } = await client.call('keysGetThreshold');
    const statement = rotationOf(namespace, publicKey, null);
    return request(context, options, { label: 'iceos-key-rotation-v1', statement });
  }
  const approve = await approvers(context, options);
  const enrolled = await enrol(client, await openKey(context, name), approve);
  context.output.result(enrolled, () => `${enrolled.key_id} signs for ${enrolled.namespace}`);
};
