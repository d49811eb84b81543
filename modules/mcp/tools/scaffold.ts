import { scaffoldBlueprint, scaffoldTool, type Scaffold } from '@iceos/sdk/scaffold';

interface ScaffoldedSource {
  readonly notes: string;
  readonly tool_class_code?: string;
  readonly workflow_code?: string;
  readonly code_factory_code?: string;
}

const CODE = `// What the node sees is in \`input\`, the inputs of the run are in \`inputs\`.
return { words: inputs.text.split(/\\s+/).filter((word) => word !== '').length };
`;

const SOURCES: Readonly<Record<'tool' | 'workflow' | 'code', (name: string) => ScaffoldedSource>> = {
  tool: (name) => ({
    notes:
      'Put it into src/ of a kit (`ice new kit`), and `ice publish` it: components are signed, never uploaded as source.',
    tool_class_code: textOf(scaffoldTool(name)),
  }),
  workflow: (name) => ({
    notes: 'Send it to POST /api/v1/blueprints/, or put it into a bundle and publish that.',
    workflow_code: textOf(scaffoldBlueprint(name)),
  }),
  code: () => ({
    notes: 'Put it into `code` of a code node, with an input and an output schema.',
    code_factory_code: CODE,
  }),
};

/** Source of a component to begin with; throws what the SDK refuses a name with. */
export function scaffold(type: keyof typeof SOURCES, name: string): ScaffoldedSource {
  return SOURCES[type](name);
}

function textOf(files: Scaffold): string {
  return [...files.values()].join('\n');
}
