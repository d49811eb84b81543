#!/usr/bin/env node
// Committed, so that npm can link the command before the first build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  const { main: run } = await import(main.href);
  await run(process.argv);
} else {
  console.error('ice is not built yet. Run `npm run build` (or `npm start`) in the iceOS folder first.');
  process.exitCode = 1;
}
