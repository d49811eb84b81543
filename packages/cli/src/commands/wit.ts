import { join } from 'node:path';
import { HOST_INTERFACES, hostInterfaceId, witFor, witText, type HostInterfaceName } from '@iceos/core/world';
import type { CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { writeWhole } from '../files.js';
import { textOption } from '../options.js';

const WORLD = 'iceos:tool@0.1.0';

export const run: CommandRun = async ({ output }, names, options) => {
  const interfaces = names.map(parseInterface);
  const into = textOption(options, 'output');
  if (into === undefined) return output.raw(witText(WORLD, interfaces));
  const files = witFor(WORLD, interfaces);
  for (const [path, text] of Object.entries(files)) await writeWhole(join(into, path), text);
  const made = Object.keys(files).map((path) => join(into, path));
  output.result({ world: WORLD, files: made }, () => made.map((path) => `made ${path}`).join('\n'));
};

function parseInterface(name: string) {
  const id = hostInterfaceId(name as HostInterfaceName);
  if (HOST_INTERFACES.has(id)) return id;
  const known = [...HOST_INTERFACES.values()].map((host) => host.name).join(', ');
  throw new UsageError(
    `The host has no interface ${JSON.stringify(name.slice(0, 100))}.`,
    `Name some of ${known}.`,
  );
}
