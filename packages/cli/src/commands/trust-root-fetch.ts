import { join } from 'node:path';
import { verifySignature } from '@iceos/core/signature';
import { walkRoots } from '@iceos/core/trust';
import type { CommandRun } from '../context.js';
import { writeWhole } from '../files.js';
import { fetchRoots, trustOf } from '../trust/trusted.js';

export const run: CommandRun = async (context, [folder = 'root']) => {
  const roots = await fetchRoots(trustOf(await context.client()));
  const { id, version } = walkRoots(roots, verifySignature);
  for (const [index, bytes] of roots.entries()) await writeWhole(join(folder, `${index + 1}.json`), bytes);
  context.output.result({ folder, root: id, version }, () => `${folder}: ${id}, versions 1 to ${version}`);
  context.output.next(`ice trust root rotate ${join(folder, `${version}.json`)}`, 'drafts the next version');
};
