import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from '@jest/globals';
import { readBlueprint } from './blueprint.js';
import { NODE_TYPES, nodeSchema, schemaDocuments } from './schemas.js';

const compiled = (schema: object) => new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

/** The least that a node of each type needs. */
const LEAST: Readonly<Record<string, object>> = {
  tool: { tool_name: 'echo_tool' },
  llm: { model: 'gpt-4o', prompt: 'Say something', llm_config: {} },
  agent: { package: 'acme/listing_agent' },
  condition: { expression: 'a > 1', true_path: [{ id: 't', type: 'human', prompt_message: 'Go on?' }] },
  workflow: { workflow_ref: 'chatkit.rag_chat' },
  loop: { items_source: 'rows', body: [{ id: 'b', type: 'tool', tool_name: 'echo_tool' }] },
  parallel: { branches: [[{ id: 'p', type: 'monitor', metric_expression: 'cost > 1' }]] },
  recursive: { recursive_sources: ['a'], workflow_ref: 'x' },
  code: {},
  human: { prompt_message: 'Go on?' },
  monitor: { metric_expression: 'cost > 100' },
  swarm: { agents: ['x', 'y'].map((role) => ({ package: 'a', role })) },
};

describe.each(NODE_TYPES)('the schema of %s nodes', (type) => {
  const validate = compiled(nodeSchema(type));
  const node = { id: 'n', type, ...LEAST[type] };

  it('needs no other document', () => {
    expect(JSON.stringify(nodeSchema(type)).match(/"\$ref":"(?!#\/\$defs\/)[^"]*"/g)).toBeNull();
    expect(nodeSchema(type)).toMatchObject({ $id: `https://iceos.dev/schemas/nodes/${type}.json` });
  });

  it('takes what the reader takes, and asks for the same fields', () => {
    expect(validate(node)).toBe(true);
    for (const field of Object.keys(node)) {
      const { [field]: _left, ...rest } = node as Record<string, unknown>;
      const read = readBlueprint({ nodes: [rest] }, 'executable');
      expect([field, validate(rest)]).toEqual([field, read.ok]);
    }
    const stranger = { ...node, surprise: 1 };
    expect([validate(stranger), readBlueprint({ nodes: [stranger] }).ok]).toEqual([false, false]);
  });

  it('knows the fields of every node among its own', () => {
    expect(Object.keys(nodeSchema(type).properties as object)).toEqual(
      expect.arrayContaining(['id', 'type', 'dependencies', 'retry_policy', 'input_mappings', 'metadata']),
    );
  });
});

describe('the schemas of a version', () => {
  it('are each complete, under names of their own', () => {
    const documents = schemaDocuments();
    expect(new Set(documents.map(({ name }) => name)).size).toBe(documents.length);
    for (const { name, title, schema } of documents) {
      expect([name, title === '', typeof compiled(schema)]).toEqual([name, false, 'function']);
    }
    const names = documents.map(({ name }) => name);
    const parts = ['base_node', 'component', 'llm_config', 'node', 'retry_policy', 'swarm_agent'];
    expect(names).toEqual(expect.arrayContaining(parts.map((part) => `parts/${part}`)));
    expect(names.filter((name) => name.startsWith('nodes/'))).toHaveLength(12);
  });
});
