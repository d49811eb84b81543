import { describe, expect, it } from '@jest/globals';
import type { AppConfig } from '../../src/config/app-config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { ComponentAccess } from './component-access.js';

function accessOf(environment: Record<string, string>): ComponentAccess {
  const { config }: { config: AppConfig } = parseConfig(environment);
  return new ComponentAccess(config);
}

function component(full: string, more: { nodeType?: 'agent' | 'workflow'; origin?: 'local' } = {}) {
  const [namespace = '', name = ''] = full.split('/');
  return {
    nodeType: more.nodeType ?? ('tool' as const),
    origin: more.origin ?? ('published' as const),
    name,
    coordinates: { namespace },
  };
}

describe('the access to components', () => {
  it('is free where nothing is said', () => {
    const access = accessOf({});
    expect(access.allows('acme', component('evil/shell'))).toBe(true);
    expect(() => access.require('acme', component('evil/shell'))).not.toThrow();
  });

  it.each([
    ['a bare name means the own org', 'reader', 'acme/reader', true],
    ['a bare name means iceOS', 'reader', 'iceos/reader', true],
    ['a bare name does not mean a namesake of somebody else', 'reader', 'evil/reader', false],
    ['others are not allowed', 'reader', 'iceos/writer', false],
    ['a full name means just that', 'iceos/reader', 'acme/reader', false],
    ['a full name may be of anybody', 'other/reader', 'other/reader', true],
    ['a name space may be allowed as a whole', 'writer, iceos/*', 'iceos/reader', true],
    ['a name space is not another', 'iceos/*', 'acme/reader', false],
  ])('in a list of what is allowed: %s', (_, list, full, allowed) => {
    expect(accessOf({ ICE_ALLOWED_TOOLS: list }).allows('acme', component(full))).toBe(allowed);
  });

  it.each([
    ['reader', 'iceos/reader', false],
    ['reader', 'evil/reader', false],
    ['evil/*', 'evil/reader', false],
    ['evil/reader', 'iceos/reader', true],
  ])('a list of what is denied, %s, about %s', (list, full, allowed) => {
    expect(accessOf({ ICE_DENIED_TOOLS: list }).allows('acme', component(full))).toBe(allowed);
  });

  it('denies what is also allowed', () => {
    const access = accessOf({ ICE_ALLOWED_TOOLS: 'iceos/*', ICE_DENIED_TOOLS: 'reader' });
    expect(access.allows('acme', component('iceos/reader'))).toBe(false);
    expect(() => access.require('acme', component('iceos/reader'))).toThrow('may not be used here');
  });

  it('has lists of their own for agents, and none for workflows', () => {
    const access = accessOf({ ICE_ALLOWED_AGENTS: 'critic', ICE_DENIED_TOOLS: 'flow' });
    expect(access.allows('acme', component('iceos/reader'))).toBe(true);
    expect(access.allows('acme', component('iceos/critic', { nodeType: 'agent' }))).toBe(true);
    expect(access.allows('acme', component('iceos/other', { nodeType: 'agent' }))).toBe(false);
    expect(access.allows('acme', component('iceos/flow', { nodeType: 'workflow' }))).toBe(true);
  });

  it('lets a bare name mean what the operator brought', () => {
    const access = accessOf({ ICE_ALLOWED_TOOLS: 'mine' });
    expect(access.allows('acme', component('local/mine', { origin: 'local' }))).toBe(true);
  });

  it.each(['a b', '*', 'a/b/c', 'iceos/', '/x', 'Iceos/x'])('%j in a list is a mistake', (list) => {
    expect(() => accessOf({ ICE_DENIED_AGENTS: list })).toThrow('ICE_DENIED_AGENTS');
  });
});
