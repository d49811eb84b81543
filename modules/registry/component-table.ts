import type { ComponentUse, UnreadComponent } from '@iceos/core/checks';
import { CodedError } from '@iceos/core/errors';
import { parseReference, type ComponentReference } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import {
  resolutionKey,
  type InPackage,
  type LookedUp,
  type Named,
  type Resolutions,
} from '@iceos/runtime/checking';
import type { ComponentDirectory, DirectoryEntry } from './component-directory.js';
import type { RegistryCode } from './registry.errors.js';
import { FIRST_PARTY } from './registry.service.js';

/** The component that runs the source of code nodes. */
export const CODE_RUNNER = `${FIRST_PARTY}/code_runner`;

/** Different components that one document and those behind it may name. */
const MOST_COMPONENTS = 1000;
/** Bytes of all documents behind one: four of the largest. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Where components are looked up. */
export type ComponentSource = Pick<ComponentDirectory, 'find' | 'contents' | 'read'>;

type Preferred = ReadonlyMap<string, string>;
type Reference = Pick<ComponentUse, 'node_type' | 'text' | 'reference'>;

/**
 * Looks up the components that one document names, and those that they name in turn, each judged by the load gate. It waits
 * for the database; documents it only hands over, for a checking thread to read.
 */
export class ComponentTable {
  private readonly resolutions = new Map<string, LookedUp>();
  private readonly preferred = new Map<string, Preferred>();
  private bytes = 0;

  /** `codeRunner` names the component that runs code nodes; it is looked up when there are any. */
  constructor(
    private readonly source: ComponentSource,
    private readonly org: string,
    private readonly codeRunner?: string,
  ) {}

  /** Answers what a checking thread asks, one document after the other. */
  readonly lookUp = async (named: readonly Named[]): Promise<Resolutions> => {
    const answer = new Map<string, LookedUp>();
    for (const { uses, hasCode, from } of named) {
      for (const use of uses) answer.set(...(await this.answer(use, from)));
      // The code of every package is run by the same component.
      if (hasCode && this.codeRunner !== undefined)
        answer.set(...(await this.answer(toolNamed(this.codeRunner))));
    }
    return answer;
  };

  /** What was looked up. */
  readonly resolve = (use: Reference, from?: InPackage): LookedUp =>
    this.resolutions.get(resolutionKey(use, from)) ?? { ok: false, code: 'unknown' };

  /** The component of an entry, in whose document bare names mean from now on what they mean in its package. */
  async describe(entry: DirectoryEntry): Promise<UnreadComponent> {
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
      ...(entry.nodeType === 'tool' ? {} : { document: await this.documentOf(entry) }),
    };
  }

  private async answer(use: Reference, from?: InPackage): Promise<[string, LookedUp]> {
    const key = resolutionKey(use, from);
    const known = this.resolutions.get(key);
    if (known) return [key, known];
    if (this.resolutions.size >= MOST_COMPONENTS) throw tooMany(`${MOST_COMPONENTS} different components`);
    const found = await this.find(use.reference, this.preferred.get(packageOf(from)));
    this.resolutions.set(key, found);
    return [key, found];
  }

  private async find(reference: ComponentReference, preferred: Preferred | undefined): Promise<LookedUp> {
    try {
      const entry = await this.source.find(this.org, reference, preferred);
      return { ok: true, component: await this.describe(entry) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, code: error.code, detail: error.message };
      if (error instanceof CodedError && error.code === 'component-not-found') return unknown(error);
      if (error instanceof CodedError && error.code === 'component-forbidden')
        return { ok: false, code: 'forbidden', detail: error.message };
      if (error instanceof CodedError && error.code === 'range-invalid')
        return { ok: false, code: 'unknown', detail: error.message };
      throw error;
    }
  }

  private async documentOf(entry: DirectoryEntry): Promise<Uint8Array> {
    const { namespace, name, version } = entry.coordinates;
    const key = packageOf({ namespace, package: name, version });
    if (!this.preferred.has(key))
      this.preferred.set(key, (await this.source.contents(this.org, entry)).preferred);
    const bytes = await this.source.read(this.org, entry);
    this.bytes += bytes.length;
    if (this.bytes > MOST_BYTES) throw tooMany(`${MOST_BYTES >> 20} MiB of workflows and agents`);
    return bytes;
  }
}

/** That there is no such component, and what became of the one that there was. */
function unknown({ data: { ended } }: CodedError): LookedUp {
  return typeof ended === 'string'
    ? { ok: false, code: 'ended', detail: ended }
    : { ok: false, code: 'unknown' };
}

function packageOf(from?: InPackage): string {
  return from ? `${from.namespace}/${from.package}@${from.version}` : '';
}

function toolNamed(text: string): Reference {
  return { node_type: 'tool', text, reference: parseReference(text) };
}

function tooMany(what: string): CodedError<RegistryCode> {
  return new CodedError('components-too-many', `The blueprint names more than ${what}.`, {
    hint: 'Split it into workflows that are run one after the other.',
  });
}
