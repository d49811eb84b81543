import { tableOf, type Figure } from './figures.js';

type Bench = () => Promise<readonly Figure[]>;

/** Each is loaded when it is run, so that none pays for another. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  compile: async () => (await import('./compile.js')).benchCompile,
  gate: async () => (await import('./gate.js')).benchGate,
  interpreter: async () => (await import('./interpreter.js')).benchInterpreter,
  sandbox: async () => (await import('./sandbox.js')).benchSandbox,
  soak: async () => (await import('./soak.js')).benchSoak,
  log: async () => (await import('./log.js')).benchLog,
  evidence: async () => (await import('./evidence.js')).benchEvidence,
  server: async () => (await import('./server.js')).benchServer,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench ${unknown}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(BENCHES)) {
  process.stderr.write(`${name} …\n`);
  figures.push(...((await (await BENCHES[name]?.())?.()) ?? []));
}
process.stdout.write(`${tableOf(figures)}\n`);
