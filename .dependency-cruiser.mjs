/**
 * The layers, the flow and the doors of docs/ARCHITECTURE.md, as rules a tool checks.
 * scripts/boundaries.mjs runs them and fails when no module was cruised.
 */
const FLOW = [
  'identity',
  'signing',
  'registry',
  'billing',
  'marketplace',
  'library',
  'compiler',
  'executions',
  'builder',
  'mcp',
];

/** A module imports only from the modules to its left. */
const flow = FLOW.map((name, index) => ({
  name: `flow-${name}`,
  severity: 'error',
  comment:
    'Modules import only from the modules to their left; what would point the other way is an argument or an event.',
  from: { path: `^modules/${name}/` },
  to: { path: `^modules/(${FLOW.slice(index + 1).join('|') || '-'})/` },
}));

const PACKAGES = {
  core: [],
  runtime: ['core'],
  sdk: ['core'],
  client: [],
  cli: ['core', 'runtime', 'sdk', 'client'],
};

const packages = Object.entries(PACKAGES).map(([name, allowed]) => ({
  name: `layer-packages-${name}`,
  severity: 'error',
  comment: 'A package imports only the packages it is built on.',
  from: { path: `^packages/${name}/` },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...flow,
    ...packages,
    {
      name: 'layer-packages-know-no-server',
      severity: 'error',
      comment: 'Packages never import Nest, TypeORM, src or modules.',
      from: { path: '^packages/' },
      to: { path: '^(src|modules|migrations)/|node_modules/(@nestjs|typeorm)/' },
    },
    {
      name: 'layer-shell-knows-no-module',
      severity: 'error',
      comment: 'Only main.ts, worker.ts, app.module.ts and the first start compose modules.',
      from: { path: '^src/', pathNot: '^src/(main|worker|app\\.module|openapi)\\.ts$|^src/instance/' },
      to: { path: '^modules/' },
    },
    {
      name: 'layer-modules-see-the-shell-s-rooms-only',
      severity: 'error',
      comment: 'Modules import src/{config,database,http,telemetry,jobs} and nothing else of src.',
      from: { path: '^modules/' },
      to: { path: '^src/', pathNot: '^src/(config|database|http|telemetry|jobs)/' },
    },
    {
      name: 'door-modules',
      severity: 'error',
      comment: 'A file at the root of a module folder is its public door; its subfolders are private.',
      from: { path: '^modules/([^/]+)/' },
      to: { path: '^modules/([^/]+)/.+/', pathNot: '^modules/$1/' },
    },
    {
      name: 'door-modules-from-shell',
      severity: 'error',
      comment: 'The shell enters a module by its door.',
      from: { path: '^src/' },
      to: { path: '^modules/[^/]+/.+/' },
    },
    {
      name: 'door-packages',
      severity: 'error',
      comment: 'A file at the root of src is a door of its package; subfolders are private.',
      from: { path: '^(?!packages/([^/]+)/)' },
      to: { path: '^packages/[^/]+/(src|dist)/.+/', pathNot: '^packages/[^/]+/(src|dist)/generated/' },
    },
    {
      name: 'door-packages-between',
      severity: 'error',
      comment: 'A package enters another by its doors.',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/[^/]+/(src|dist)/.+/', pathNot: '^packages/$1/' },
    },
    {
      name: 'pure-core',
      severity: 'error',
      comment: 'packages/core runs in a browser; the doors that need Node are named here.',
      from: {
        path: '^packages/core/src/',
        pathNot:
          '^packages/core/src/(signature|signing|archive)\\.ts$|^packages/core/src/(signature|signing|archive)/|\\.node\\.ts$|\\.spec\\.ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle of imports has no order to read it in.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: { pathNot: '\\.spec\\.ts$' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|dist' },
    exclude: { path: '(^|/)dist/.*\\.spec\\.' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.server.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
      mainFields: ['types', 'main'],
    },
  },
};
