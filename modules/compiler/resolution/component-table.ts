import { readBlueprint } from '@iceos/core/blueprint';
import type { ComponentUse, Resolution, ResolvedComponent } from '@iceos/core/checks';
import { parseCanonical } from '@iceos/core/canonical';
import { agentTerms } from '@iceos/core/cost';
import { CodedError } from '@iceos/core/errors';
import { parseReference, type ComponentReference } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { namedIn, resolutionKey, type Named, type Resolutions } from '@iceos/runtime/checking';
import type { ComponentDirectory, DirectoryEntry } from '../../registry/component-directory.js';
import type { CompilerCode } from '../compiler.errors.js';

/** Different components that one blueprint and its workflows may name. */
const MOST_COMPONENTS = 1000;
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

type Preferred = ReadonlyMap<string, string>;
type Reference = Pick<ComponentUse, 'node_type' | 'text' | 'reference'>;

/**
 * The components that one blueprint names, and those that they name in turn, each judged by the load gate. Looking up is
 * done first and waits for the database; checking and freezing then ask what is already here.
 */
export class ComponentTable {
  private readonly resolutions = new Map<string, Resolution>();
  private readonly preferred = new Map<string, Preferred>();

  /** `codeRunner` names the component that runs code nodes; it is looked up when there are any. */
  constructor(
    private readonly directory: ComponentDirectory,
    private readonly org: string,
    private readonly codeRunner?: string,
  ) {}

  /** Looks up everything that a blueprint names, and everything behind it; `from` is the workflow whose document it is. */
  async lookUp({ uses, hasCode }: Named, from?: ResolvedComponent): Promise<Resolutions> {
    for (const use of uses) await this.add(use, from);
    if (this.codeRunner !== undefined && hasCode) {
      const reference = parseReference(this.codeRunner);
      await this.add({ node_type: 'tool', text: this.codeRunner, reference });
    }
    return this.resolutions;
  }

  /** Looks up one reference, as it is meant in the document of `from`, and everything behind it. */
  private async add(use: Reference, from?: ResolvedComponent): Promise<void> {
    const key = resolutionKey(use, from);
    if (this.resolutions.has(key)) return;
    if (this.resolutions.size >= MOST_COMPONENTS) throw tooManyComponents();
    const resolution = await this.resolveNow(() =>
      this.directory.find(this.org, use.reference, this.preferred.get(packageOf(from))),
    );
    this.resolutions.set(key, resolution);
    if (resolution.ok) await this.addBehind(resolution.component);
  }

  /** The component that `find` gives, with everything behind it; throws what `find` throws. */
  async take(find: () => Promise<DirectoryEntry>): Promise<ResolvedComponent> {
    const component = await this.describe(await find());
    await this.addBehind(component);
    return component;
  }

  /** What was looked up. */
  readonly resolve = (use: ComponentUse, from?: ResolvedComponent): Resolution =>
    this.resolutions.get(resolutionKey(use, from)) ?? { ok: false, code: 'unknown' };

  private async addBehind(component: ResolvedComponent): Promise<void> {
    if (component.blueprint) await this.lookUp(namedIn(component.blueprint), component);
    for (const text of component.tools ?? []) {
      const reference = tryReference(text);
      if (reference) await this.add({ node_type: 'tool', text, reference }, component);
    }
  }

  private async resolveNow(find: () => Promise<DirectoryEntry>): Promise<Resolution> {
    try {
      return { ok: true, component: await this.describe(await find()) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, code: error.code, detail: error.message };
      if (error instanceof CodedError && error.code === 'component-not-found')
        return { ok: false, code: 'unknown' };
      if (error instanceof CodedError && error.code === 'component-forbidden')
        return { ok: false, code: 'forbidden', detail: error.message };
      if (error instanceof CodedError && error.code === 'range-invalid')
        return { ok: false, code: 'unknown', detail: error.message };
      throw error;
    }
  }

  private async describe(entry: DirectoryEntry): Promise<ResolvedComponent> {
    const { coordinates, keyFingerprint, deprecated, costEstimate } = entry;
    return {
      node_type: entry.nodeType,
      name: entry.name,
      namespace: coordinates.namespace,
      package: coordinates.name,
      version: coordinates.version,
      component_version: entry.version,
      manifest_digest: entry.manifestDigest,
      component_digest: entry.digest,
      permissions: entry.permissions,
      limits: entry.limits,
      schema: { input: entry.inputSchema, output: entry.outputSchema },
      ...(keyFingerprint === undefined ? {} : { key_fingerprint: keyFingerprint }),
      ...(deprecated ? { deprecated } : {}),
      ...(costEstimate ? { cost_estimate: costEstimate } : {}),
      ...(entry.nodeType === 'tool' ? {} : await this.readDocument(entry)),
    };
  }

  private async readDocument(
    entry: DirectoryEntry,
  ): Promise<Pick<ResolvedComponent, 'agent' | 'blueprint' | 'tools'>> {
    const key = `${entry.coordinates.namespace}/${entry.coordinates.name}@${entry.coordinates.version}`;
    if (!this.preferred.has(key))
      this.preferred.set(key, (await this.directory.contents(this.org, entry)).preferred);
    const parsed = parseCanonical(await this.directory.read(this.org, entry), {
      maxBytes: MAX_DOCUMENT_BYTES,
    });
    if (!parsed.ok) throw documentInvalid(entry, parsed.detail);
    if (entry.nodeType === 'agent') return { tools: toolsOf(parsed.value), agent: agentTerms(parsed.value) };
    const blueprint = readBlueprint(parsed.value);
    if (!blueprint.ok) throw documentInvalid(entry, blueprint.findings[0]?.detail ?? '');
    return { blueprint: blueprint.value };
  }
}

function packageOf(component?: ResolvedComponent): string {
  return component ? `${component.namespace}/${component.package}@${component.version}` : '';
}

function toolsOf(document: unknown): string[] {
  const { tools } = (document ?? {}) as { tools?: unknown };
  return Array.isArray(tools) ? tools.filter((tool) => typeof tool === 'string') : [];
}

function tryReference(text: string): ComponentReference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}

function documentInvalid({ name, path }: DirectoryEntry, detail: string): Refusal {
  return new Refusal('component-document-invalid', `The document of ${name} is not valid: ${detail}`, {
    subject: path,
  });
}

function tooManyComponents(): CodedError<CompilerCode> {
  return new CodedError(
    'blueprint-invalid',
    `The blueprint names more than ${MOST_COMPONENTS} different components.`,
    { hint: 'Split it into workflows.' },
  );
}
