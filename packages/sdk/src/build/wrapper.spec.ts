import { describe, expect, it } from '@jest/globals';
import { prepareText, wrapperText } from './wrapper.js';

describe('the module that runs before a tool', () => {
  it('imports exactly the declared interfaces, in one order whatever the order of declaration', () => {
    const text = prepareText(['kv', 'clock']);
    expect(text).toBe(
      [
        'import clock from "iceos:host/clock@0.1.0";',
        'import kv from "iceos:host/kv@0.1.0";',
        "import { hostOver } from 'iceos-sdk:guest/grants';",
        "import { install } from 'iceos-sdk:guest/globals';",
        'const raw = { clock, kv };',
        'export const host = hostOver(raw);',
        'install(raw, host);',
        '',
      ].join('\n'),
    );
    expect(prepareText(['clock', 'kv'])).toBe(text);
  });

  it('imports no interface for a tool that declares none', () => {
    expect(prepareText([])).not.toContain('iceos:host');
  });
});

describe('the entry of a component', () => {
  const tool = { file: './src/a.ts', exported: 'a', world: 'iceos:tool@0.1.0', permissions: [] } as const;

  it('exports what its world says, with globals in place before the tool is evaluated', () => {
    const lines = wrapperText(tool).split('\n');
    expect(lines[0]).toBe('import { host } from "iceos-sdk:prepare";');
    expect(lines[1]).toBe('import { "a" as exported } from "./src/a.ts";');
    expect(lines.at(-2)).toBe('export const run = serveTool(definitionOf(exported), host);');
    expect(wrapperText({ ...tool, world: 'iceos:code@0.1.0' })).toContain(
      'export const runCode = serveCode(',
    );
  });

  it('takes names of files and exports as texts, never as code', () => {
    const hostile = wrapperText({ ...tool, file: './src/"; evil(); "', exported: '}; evil(); {' });
    expect(hostile).toContain('import { "}; evil(); {" as exported } from "./src/\\"; evil(); \\"";');
  });
});
