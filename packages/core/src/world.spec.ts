import { describe, it, expect } from '@jest/globals';
import {
  acceptsArguments,
  conforms,
  HOST_INTERFACES,
  hostFunctions,
  hostInterfaceId,
  jsNameOf,
  TYPES_INTERFACE,
  witFor,
  WORLDS,
  type HostInterfaceId,
} from './world.js';

const ALL = [...HOST_INTERFACES.keys()] as HostInterfaceId[];

function worldText(...args: Parameters<typeof witFor>): string {
  const { 'world.wit': text = '' } = witFor(...args);
  return text;
}

function hostText(interfaces: HostInterfaceId[]): string {
  const { 'deps/iceos-host/host.wit': text = '' } = witFor('iceos:tool@0.1.0', interfaces);
  return text;
}

function shapeOf(id: HostInterfaceId, name: string) {
  return hostFunctions(id).find((shape) => shape.name === name)!;
}

describe('the text of a world', () => {
  it('imports exactly the interfaces asked for, in order and once', () => {
    const log = hostInterfaceId('log');
    const kv = hostInterfaceId('kv');
    const text = worldText('iceos:tool@0.1.0', [log, kv, log]);
    expect(text.match(/import .*/g)).toEqual(['import iceos:host/kv@0.1.0;', 'import iceos:host/log@0.1.0;']);
    expect(witFor('iceos:tool@0.1.0', [kv, log])).toEqual(witFor('iceos:tool@0.1.0', [log, kv]));
  });

  it('declares only the interfaces that are imported', () => {
    expect(hostText([hostInterfaceId('clock')]).match(/^interface .*/gm)).toEqual(['interface clock {']);
    expect(Object.keys(witFor('iceos:tool@0.1.0'))).toEqual(['world.wit']);
  });

  it('exports the entry of the world and nothing else', () => {
    for (const world of Object.values(WORLDS)) {
      const exported = worldText(world.id, ALL).match(/export .*/g)!;
      expect(exported).toHaveLength(1);
      expect(exported[0]).toContain(`export ${world.entry.name}: func(`);
      expect(exported[0]).toContain('-> result<string, tool-error>;');
    }
  });

  it('takes the error of tools from the tool package in the other worlds', () => {
    const files = witFor('iceos:code@0.1.0');
    expect(files['world.wit']).toContain(`use ${TYPES_INTERFACE}.{tool-error};`);
    expect(files['deps/iceos-tool/types.wit']).toContain('package iceos:tool@0.1.0;');
  });

  it('escapes names that are words of the language', () => {
    const text = hostText(ALL);
    expect(text).toContain('%list: func(prefix: string) -> list<string>;');
    expect(text).toContain('read-text: func(path: string) -> result<string, string>;');
    expect(text).not.toMatch(/^ {2}list:/m);
  });

  it('declares an enum in the interface that uses it', () => {
    const text = hostText([hostInterfaceId('log')]);
    expect(text).toMatch(/enum level \{\s+debug,\s+info,\s+warn,\s+error,\s+\}/);
  });
});

describe('the functions of the host', () => {
  it('are listed under the id that a component imports', () => {
    expect(hostFunctions('iceos:host/kv@0.1.0').map(({ name }) => name)).toEqual([
      'get',
      'set',
      'delete',
      'list',
    ]);
  });

  it('are none for an interface or a version that the host does not have', () => {
    expect(hostFunctions('iceos:host/kv@0.2.0')).toEqual([]);
    expect(hostFunctions('wasi:cli/environment@0.2.0')).toEqual([]);
    expect(hostFunctions('constructor')).toEqual([]);
  });

  it('have names that JavaScript spells in camel case', () => {
    expect(jsNameOf('read-text')).toBe('readText');
    expect(jsNameOf('run-code')).toBe('runCode');
    expect(jsNameOf('get')).toBe('get');
  });

  it('take their own arguments and no others', () => {
    const write = shapeOf('iceos:host/log@0.1.0', 'write');
    expect(acceptsArguments(write, ['info', 'text'])).toBe(true);
    for (const args of [
      [],
      ['info'],
      ['info', 'text', 'more'],
      ['fatal', 'text'],
      ['info', 1],
      ['toString', ''],
    ]) {
      expect(acceptsArguments(write, args)).toBe(false);
    }
  });
});

describe('a value', () => {
  const cases: [Parameters<typeof conforms>[0], unknown[], unknown[]][] = [
    [{ kind: 'string' }, ['', 'a'], [null, undefined, 1, new String('a'), ['a']]],
    [{ kind: 'u32' }, [0, 0xffff_ffff], [-1, 1.5, 0x1_0000_0000, Number.NaN, '1', 1n]],
    [{ kind: 'u64' }, [0n, 0xffff_ffff_ffff_ffffn], [-1n, 0x1_0000_0000_0000_0000n, 1]],
    [{ kind: 'bytes' }, [new Uint8Array(2)], [[1, 2], new Uint16Array(1), 'ab']],
    [{ kind: 'list', of: { kind: 'string' } }, [[], ['a']], [['a', 1], 'a', { length: 0 }]],
    [{ kind: 'option', of: { kind: 'string' } }, [undefined, 'a'], [null, 1]],
    [{ kind: 'enum', name: 'level', cases: ['info'] }, ['info'], ['Info', 'constructor', 0]],
  ];

  it.each(cases)('of type %j has its own form and no other', (type, good, bad) => {
    for (const value of good) expect(conforms(type, value)).toBe(true);
    for (const value of bad) expect(conforms(type, value)).toBe(false);
  });
});
