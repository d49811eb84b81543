import { CodedError } from '@iceos/core/errors';
import { parseComponentName, parseNamespace, parsePackageName } from '@iceos/core/names';
import { blueprintText } from './scaffold/blueprint.js';
import { kitTexts } from './scaffold/kit.js';
import { toolText } from './scaffold/tool.js';

/** New files: path, relative to where they belong, to text. Writing them is the caller's. */
export type Scaffold = ReadonlyMap<string, string>;

const TOOL_NAME = /^[a-z][a-z0-9_]*_tool$/;

export interface KitScaffoldOptions {
  /** Name space of the org that will publish it. */
  readonly namespace: string;
  /** RFC 3339; nothing here reads a clock. */
  readonly created: string;
  readonly description?: string;
}

/**
 * A kit that builds and runs as it is, in a folder of its name, with one sample tool: for `my_kit` it is `my_tool`, for any
 * other `name` it is `name_tool`. Throws a `CodedError` when the name is none.
 */
export function scaffoldKit(name: string, { namespace, created, description }: KitScaffoldOptions): Scaffold {
  const kit = parsePackageName(name);
  const tool = sampleToolName(kit);
  const texts = kitTexts({ namespace: parseNamespace(namespace), kit, tool, created });
  texts.set(`${kit}/src/${tool}.ts`, toolText(tool, description));
  return texts;
}

/** The sample tool of a new kit: `my_kit` → `my_tool`, `csv-loader` → `csv_loader_tool`. */
function sampleToolName(kit: string): string {
  const stem = kit.replaceAll('-', '_').replace(/_(kit|tools?)$/, '');
  return `${stem}_tool`;
}

/**
 * One tool, to be put into the folder of a kit. Throws a `CodedError` unless `name` is lower-case letters, digits and `_`
 * and ends with `_tool`.
 */
export function scaffoldTool(name: string, options: { readonly description?: string } = {}): Scaffold {
  if (!TOOL_NAME.test(name) || name.length > 100) {
    throw new CodedError(
      'name-not-scaffolded',
      `${JSON.stringify(name.slice(0, 100))} cannot be the name of a tool.`,
      {
        hint: 'Use lower-case letters, digits and _, ending with _tool: for example weather_tool.',
      },
    );
  }
  return new Map([[`src/${parseComponentName(name)}.ts`, toolText(name, options.description)]]);
}

/** The smallest blueprint that runs: one node, `echo_tool`. `name` is its name for people. */
export function scaffoldBlueprint(name: string, path = `${name}.json`): Scaffold {
  return new Map([[path, blueprintText(name)]]);
}
