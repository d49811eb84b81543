import { hostileSchemas } from './hostile-schemas.js';

export interface HostileBlueprint {
  readonly name: string;
  /** The body of a request. */
  readonly text: string;
}

const tool = (id: string, more: object = {}): object => ({
  id,
  type: 'tool',
  tool_name: 'echo_tool',
  ...more,
});
const blueprint = (name: string, nodes: unknown): HostileBlueprint => ({
  name,
  text: JSON.stringify({ schema_version: '1.2.0', nodes }),
});

/** A blueprint for each hostile schema that a request can carry, where it says what goes in and what comes out. */
export function blueprintsOfHostileSchemas(): HostileBlueprint[] {
  return hostileSchemas().map(({ name, schema }) =>
    blueprint(name, [tool('a', { input_schema: schema, output_schema: schema })]),
  );
}

/** As much to read and check as a body may hold. */
export function heavyBlueprints(): HostileBlueprint[] {
  const ids = Array.from({ length: 9000 }, (_, at) => `n${at}`);
  const patterns = (at: number): object => ({
    type: 'object',
    patternProperties: Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `(\\p{L}|\\p{N}|\\p{S}){${(at % 20) + 10}}${index}${at}`,
        {},
      ]),
    ),
  });
  return [
    blueprint(
      'a chain',
      ids.map((id, at) => tool(id, at > 0 ? { dependencies: [ids[at - 1]] } : {})),
    ),
    blueprint(
      'a ring',
      ids.map((id, at) => tool(id, { dependencies: [ids[(at + 1) % ids.length]] })),
    ),
    blueprint(
      'many dependencies',
      ids.slice(0, 1200).map((id, at) => tool(id, { dependencies: ids.slice(Math.max(0, at - 250), at) })),
    ),
    blueprint(
      'many patterns',
      ids.slice(0, 4000).map((id, at) => tool(id, { input_schema: patterns(at) })),
    ),
    blueprint(
      'many templates',
      ids.slice(0, 90).map((id) => tool(id, { tool_args: { text: '{{ a.b.c }}'.repeat(3000) } })),
    ),
    blueprint(
      'many conditions',
      ids.slice(0, 3000).map((id) => ({ id, type: 'condition', expression: `a${' and a'.repeat(160)}` })),
    ),
  ];
}

/** What is refused before anything is walked, or while it is read. */
export function oversizedBlueprints(): (HostileBlueprint & {
  readonly refused: readonly [status: number, code: string];
})[] {
  const million = `{"nodes":[${'{},'.repeat(999_999)}{}]}`;
  const crowd = `{"nodes":[${'{},'.repeat(10_000)}{}]}`;
  const deep = `{"nodes":[${'{"id":"l","type":"loop","items_source":"a","body":['.repeat(50_000)}`;
  const nested = `{"nodes":[{"id":"a","type":"tool","tool_args":${'['.repeat(60)}${']'.repeat(60)}}]}`;
  return [
    { name: 'a million nodes', text: million, refused: [400, 'json-too-many-values'] },
    { name: 'one node too many', text: crowd, refused: [200, 'too-many-nodes'] },
    { name: 'loops fifty thousand deep', text: deep, refused: [400, 'json-too-deep'] },
    { name: 'as deep as a body may be', text: nested, refused: [200, ''] },
  ];
}
