import { describe, expect, it } from '@jest/globals';
import { readBlueprint } from '@iceos/core/blueprint';
import { scaffoldBlueprint, scaffoldKit, scaffoldTool } from './scaffold.js';

const options = { namespace: 'acme', created: '2026-11-21T00:00:00Z' };

describe('a new kit', () => {
  it.each([
    ['my_kit', 'my_tool'],
    ['csv-loader', 'csv_loader_tool'],
    ['weather_tools', 'weather_tool'],
    ['kit', 'kit_tool'],
  ])('%s gets the sample tool %s', (kit, tool) => {
    const files = scaffoldKit(kit, options);
    expect([...files.keys()].sort()).toEqual(
      [
        `${kit}/.gitignore`,
        `${kit}/README.md`,
        `${kit}/kit.yaml`,
        `${kit}/package.json`,
        `${kit}/src/${tool}.ts`,
      ].sort(),
    );
    expect(files.get(`${kit}/src/${tool}.ts`)).toContain(`name: '${tool}'`);
    expect(files.get(`${kit}/kit.yaml`)).toContain('created: 2026-11-21T00:00:00Z');
    expect(JSON.parse(files.get(`${kit}/package.json`)!)).toMatchObject({
      iceos: { plugins: 'plugins.json' },
    });
  });

  it.each(['', '../x', 'A', 'a/b', 'x'.repeat(65)])('is refused under the name %j', (name) => {
    expect(() => scaffoldKit(name, options)).toThrow(expect.objectContaining({ code: 'name-invalid' }));
  });
});

describe('a new tool', () => {
  it('puts its description into the source as a text, whatever is in it', () => {
    const text = (description: string) => scaffoldTool('a_tool', { description }).get('src/a_tool.ts')!;
    expect(text('Plain.')).toContain(`description: 'Plain.',`);
    expect(text(`It's "odd" \\ \n`)).toContain(String.raw`description: "It's \"odd\" \\ \n",`);
  });

  it.each([
    'tool',
    '_tool',
    'Weather_tool',
    'weather',
    'weather-tool',
    '../x_tool',
    `${'x'.repeat(96)}_tool`,
  ])('is refused under the name %s, which is not of the form …_tool', (name) => {
    expect(() => scaffoldTool(name)).toThrow(expect.objectContaining({ code: 'name-not-scaffolded' }));
  });
});

it('a new blueprint can be executed and carries its name for people', () => {
  const [[path, text]] = [...scaffoldBlueprint('First steps', 'Blueprint.min.json')] as [[string, string]];
  expect(path).toBe('Blueprint.min.json');
  const result = readBlueprint(JSON.parse(text), 'executable');
  expect(result).toMatchObject({ ok: true, value: { metadata: { draft_name: 'First steps' } } });
});
