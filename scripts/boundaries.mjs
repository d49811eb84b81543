// Runs dependency-cruiser over the layers and fails when it saw no module: a tool that saw nothing proves nothing.
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ROOMS = [
  'src',
  'modules',
  'migrations',
  'packages/core/src',
  'packages/runtime/src',
  'packages/sdk/src',
  'packages/client/src',
  'packages/cli/src',
];

const { output } = await cruise(
  ROOMS,
  { ruleSet: { forbidden: config.forbidden }, validate: true, ...config.options },
  undefined,
  { tsConfig: extractTSConfig('tsconfig.server.json') },
);

const ours = output.modules.filter((module) => /^(src|modules|migrations|packages)\//.test(module.source));
for (const room of ROOMS) {
  if (!ours.some((module) => module.source.startsWith(`${room}/`))) {
    console.error(`boundaries: no module was cruised in ${room}`);
    process.exitCode = 1;
  }
}
for (const { rule, from, to, cycle } of output.summary.violations) {
  console.error(
    `boundaries: ${rule.name}: ${from} → ${cycle ? cycle.map((step) => step.name).join(' → ') : to}`,
  );
  process.exitCode = 1;
}
if (!process.exitCode) console.log(`boundaries: ${ours.length} modules, 0 violations`);
