// Regenerates everything that is generated, or with --check says what differs and fails: the same code path for both.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Each step yields pairs: path (relative to the root) to contents. It may name steps whose results it reads as `after`. */
const found = new Map();
for (const name of readdirSync(join(ROOT, 'scripts', 'gen')).sort()) {
  found.set(name, await import(`./gen/${name}`));
}

const steps = new Map();
for (const name of found.keys()) addStep(name);

function addStep(name) {
  const { default: generate, after = [] } = found.get(name);
  for (const earlier of after) addStep(earlier);
  steps.set(name, generate);
}

const check = process.argv.includes('--check');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
let stale = 0;
for (const [name, generate] of steps) {
  if (only && name !== `${only}.mjs`) continue;
  for await (const [path, contents] of generate(ROOT)) {
    const target = join(ROOT, path);
    if (existsSync(target) && readFileSync(target, 'utf8') === contents) continue;
    if (check) {
      console.error(`gen: ${path} is stale: run \`npm run gen\``);
      stale++;
    } else {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, contents);
      console.log(`gen: ${path}`);
    }
  }
}
process.exitCode = stale ? 1 : 0;
