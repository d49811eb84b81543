import { finding, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftBlueprint, DraftNode } from '../blueprint/types.js';
import type { Permission } from '../manifest.js';
import type { ComponentUse, Resolution, ResolvedComponent } from './components.js';
import { fullNameOf, isUse, parseUse, usesIn } from './references.js';

/** A host interface that components may ask for, with who may, and the hosts that they may reach through it. */
export interface NeededPermission {
  readonly interface: string;
  readonly version: string;
  /** Hosts that any of the components may reach through it. */
  readonly hosts?: readonly string[];
  /** Full names, in order. */
  readonly components: readonly string[];
}

/** The union of what components, given with their full names, may ask for; in the order of the interfaces. */
export function unionOfPermissions(
  components: Iterable<readonly [name: string, component: { readonly permissions: readonly Permission[] }]>,
): NeededPermission[] {
  const union = new Map<
    string,
    { interface: string; version: string; hosts: Set<string>; components: Set<string> }
  >();
  for (const [name, { permissions }] of components) {
    for (const { interface: id, version, hosts } of permissions) {
      const key = `${id}@${version}`;
      const entry = union.get(key) ?? { interface: id, version, hosts: new Set(), components: new Set() };
      for (const host of hosts ?? []) entry.hosts.add(host);
      entry.components.add(name);
      union.set(key, entry);
    }
  }
  return [...union.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, entry]) => ({
      interface: entry.interface,
      version: entry.version,
      ...(entry.hosts.size > 0 ? { hosts: [...entry.hosts].sort() } : {}),
      components: [...entry.components].sort(),
    }));
}

/**
 * What all components that a blueprint names, and those that they name in turn, may together ask of the host: as far as
 * they are resolved. `from` is the workflow or agent in whose document the reference stands.
 */
export function neededPermissions(
  blueprint: DraftBlueprint,
  resolve: (use: ComponentUse, from: ResolvedComponent | undefined) => Resolution,
): NeededPermission[] {
  const components = new Map<string, ResolvedComponent>();
  const waiting = usesIn(blueprint.nodes).map((use): [ComponentUse, ResolvedComponent | undefined] => [
    use,
    undefined,
  ]);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const resolution = resolve(...next);
    if (!resolution.ok) continue;
    const { component } = resolution;
    const name = fullNameOf(component);
    if (components.has(name)) continue;
    components.set(name, component);
    const inside = component.blueprint ? usesIn(component.blueprint.nodes) : [];
    const tools = (component.tools ?? []).map((text) => parseUse('tool', text, '', '')).filter(isUse);
    for (const use of [...inside, ...tools]) waiting.push([use, component]);
  }
  return unionOfPermissions(components);
}

/** What a tool node leaves its tool of the permissions in the manifest. */
export function keptPermissions(node: DraftNode, component: ResolvedComponent): readonly Permission[] {
  const kept = node.type === 'tool' ? node.permissions : undefined;
  if (!kept) return component.permissions;
  const names = new Set(kept.map((one) => one.interface));
  return component.permissions.filter((one) => names.has(one.interface));
}

/** Permissions that a node keeps though the manifest of its tool does not declare them. */
export function* permissionFindings(
  node: DraftNode,
  pointer: string,
  component: ResolvedComponent | undefined,
): Iterable<BlueprintFinding> {
  if (node.type !== 'tool' || !node.permissions || !component) return;
  const declared = new Map(component.permissions.map((one) => [one.interface, one]));
  for (const [at, { interface: name, hosts = [] }] of node.permissions.entries()) {
    const permission = declared.get(name);
    const place = `${pointer}/permissions/${at}`;
    if (!permission) {
      const detail = `Node ${quoted(node.id)} keeps ${quoted(name)}, which ${quoted(node.tool_name)} does not declare.`;
      yield finding('permission-undeclared', `${place}/interface`, detail, { nodeId: node.id });
      continue;
    }
    for (const [index, host] of hosts.entries()) {
      if (permission.hosts?.includes(host)) continue;
      const detail = `Node ${quoted(node.id)} keeps the host ${quoted(host)}, which ${quoted(node.tool_name)} does not declare.`;
      yield finding('permission-undeclared', `${place}/hosts/${index}`, detail, { nodeId: node.id });
    }
  }
}
