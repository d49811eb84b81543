#!/usr/bin/env node
// Committed, so that npm can link the command before the first build.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 24;
const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('ice is not built yet. Run `npm run build` (or `npm start`) in the iceOS folder first.');
  process.exitCode = 1;
} else if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) {
  const { main: run } = await import(main.href);
  await run(process.argv);
} else {
  runElsewhere();
}

/** Runs the same under the Node that this project brings. */
function runElsewhere() {
  const node = ownNode();
  if (node === undefined) {
    console.error(`ice needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`);
    process.exitCode = 1;
    return;
  }
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, args, { stdio: 'inherit' });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
  // The interrupt of a terminal reaches both; the child ends as it sees fit, and this one after it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
}

function ownNode() {
  try {
    return fileURLToPath(import.meta.resolve(`node-${process.platform}-${process.arch}/bin/node`));
  } catch {
    return undefined;
  }
}
