import { randomFillSync } from 'node:crypto';
import { parseHostRule, type HostRule } from '@iceos/core/http-hosts';
import type { Permission } from '@iceos/core/manifest';
import { WASI_PERMISSION_ID } from '@iceos/core/wasi';
import { hostInterfaceId, type HostImplementation, type HostInterfaceName } from '@iceos/core/world';
import {
  clockCapability,
  filesCapability,
  httpCapability,
  logCapability,
  randomCapability,
  type ExecutionKv,
  type HostGrants,
  type HostSecrets,
  type HttpGrant,
  type HttpPolicy,
} from '../capabilities.js';
import { QuotaExceeded } from '../capabilities/failures.js';
import type { GrantedFile } from '../capabilities/files.js';
import type { CodeCall, ToolCall } from '../interpreter.js';

/** The interfaces that come from elsewhere: each is offered where it has an owner. */
export type HostPorts = Pick<HostGrants, 'llm' | 'memory'>;

/** What a run has to give. */
export interface GrantSources {
  readonly kv: ExecutionKv;
  readonly files: ReadonlyMap<string, GrantedFile>;
  readonly http: HttpPolicy;
  readonly secrets: HostSecrets;
  readonly ports?: HostPorts | undefined;
  readonly signal: AbortSignal;
  readonly onSent: NonNullable<HttpGrant['onSent']>;
}

/** What any code may call, and what the virtual WASI is made of: nothing of it tells one run about another. */
export const HARMLESS: readonly HostInterfaceName[] = ['clock', 'log', 'random'];

/**
 * Exactly the capabilities that the manifest declares and the blueprint leaves (docs/spec/sandbox.md 8, 14). What the
 * cluster does not grant never gets here: the load gate refuses it.
 */
export function grantsOf(
  permissions: readonly Permission[],
  call: ToolCall | CodeCall,
  sources: GrantSources,
): HostGrants {
  const grants: Record<string, object> = {};
  for (const name of Object.keys(MAKERS) as HostInterfaceName[]) {
    const ids = HARMLESS.includes(name)
      ? [hostInterfaceId(name), WASI_PERMISSION_ID]
      : [hostInterfaceId(name)];
    const declared = permissions.filter((permission) => ids.includes(permissionId(permission)));
    const granted = declared.map((permission) => narrowed(permission, call)).find(Boolean);
    const implementation = granted && MAKERS[name](granted, call, sources);
    if (implementation) grants[name] = counted(implementation, granted.max_calls);
  }
  return grants;
}

/** `interface@version`, as a component imports it. */
export function permissionId({
  interface: name,
  version,
}: Pick<Permission, 'interface' | 'version'>): string {
  return `${name}@${version}`;
}

type Maker<Name extends HostInterfaceName> = (
  permission: Permission,
  call: ToolCall | CodeCall,
  sources: GrantSources,
) => HostImplementation<Name> | undefined;

const MAKERS: { readonly [Name in HostInterfaceName]: Maker<Name> } = {
  log: (_permission, { onEvent }) =>
    logCapability(({ level, message }) => onEvent('node.log', { level, message })),
  clock: () => clockCapability({ now: () => Date.now(), monotonic: () => process.hrtime.bigint() }),
  random: () => randomCapability((bytes) => randomFillSync(bytes)),
  kv: (_permission, _call, { kv }) => kv,
  files: (_permission, _call, { files }) => filesCapability(files),
  http: ({ hosts = [], secrets = [], max_bytes: most }, _call, { http, secrets: all, signal, onSent }) =>
    httpCapability(http, {
      hosts: rulesOf(hosts),
      secrets: new Map([...all].filter(([name]) => secrets.includes(name))),
      ...(most === undefined ? {} : { limits: { requestBytes: most, responseBytes: most } }),
      signal,
      onSent,
    }),
  llm: (_permission, _call, { ports }) => ports?.llm,
  memory: (_permission, _call, { ports }) => ports?.memory,
};

/** What the node of the blueprint leaves of a permission; it can take away, and never add. */
function narrowed(permission: Permission, call: ToolCall | CodeCall): Permission | undefined {
  if (!('permissions' in call) || !call.permissions) return permission;
  const left = call.permissions.find(({ interface: id }) => id === permission.interface);
  if (!left?.hosts || !permission.hosts) return left && permission;
  return { ...permission, hosts: permission.hosts.filter((host) => left.hosts?.includes(host)) };
}

function rulesOf(hosts: readonly string[]): HostRule[] {
  return hosts.map(parseHostRule).filter((rule) => rule !== undefined);
}

/** `implementation` with no more than `most` calls of its functions together. */
function counted<Implementation extends object>(
  implementation: Implementation,
  most: number | undefined,
): Implementation {
  if (most === undefined) return implementation;
  let calls = 0;
  const limited = Object.entries(implementation).flatMap(([name, member]: [string, unknown]) =>
    typeof member === 'function'
      ? [
          [
            name,
            (...args: unknown[]): unknown => {
              calls += 1;
              if (calls > most) throw new QuotaExceeded('calls of a host interface', most);
              return (member as (...given: unknown[]) => unknown)(...args);
            },
          ],
        ]
      : [],
  );
  return Object.fromEntries(limited) as Implementation;
}
