import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { IceClient } from '@iceos/client';
import { digestOf, type Digest } from '@iceos/core/digest';
import { MAX_EVIDENCE_BYTES, REGISTRY_EVIDENCE } from '@iceos/core/evidence';
import type { AdmittedManifest, ManifestEvidence } from '@iceos/core/gate';
import type { TileReader } from '@iceos/core/log';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { LoadGate } from '@iceos/runtime/gate';
import { LogMemory } from '@iceos/runtime/log-memory';
import type { CommandContext } from '../context.js';
import { isFolder, readIfThere, readUserFile } from '../files.js';
import { readCoordinates, type NamedVersion } from './coordinates.js';
import { acceptedRules, componentRule, refused, refusedRules, type Check } from './rules.js';
import { apiRegistry } from '../packages/registry.js';
import { trustedRoot } from '../packages/trust.js';

export interface Verification {
  readonly subject: string;
  readonly verified: boolean;
  readonly checks: readonly Check[];
  readonly refusal?: { readonly code: string; readonly detail: string; readonly hint: string };
}

/** A signed manifest, and where the files it lists are. */
interface Subject {
  readonly name: string;
  readonly manifest: Uint8Array;
  readonly evidence: ManifestEvidence;
  /** Tiles of the log that the evidence stands in, where they are at hand. */
  readonly tiles?: TileReader;
  /** The bytes of a listed file; undefined where they are not at hand. */
  readonly read: (path: string, digest: Digest) => Promise<Uint8Array | undefined>;
}

/** Asks the load gate about a manifest file, a folder that holds one, or coordinates, rule by rule. */
export async function checkTarget(context: CommandContext, target: string): Promise<Verification> {
  const subject = await findSubject(context, target);
  const { trust, folder } = await trustedRoot(context);
  const { evidence } = context.settings;
  const gate = new LoadGate({
    trust: () => trust,
    policy: { iceosVersion: parseVersion(context.version) },
    evidence: () => ({ now: new Date(), ...evidence }),
    memory: await LogMemory.open(folder),
  });
  const checks: Check[] = [];
  const refusal = await judge(gate, subject, checks);
  if (!refusal) return { subject: subject.name, verified: true, checks };
  const { code, message, hint = '' } = refusal;
  return { subject: subject.name, verified: false, checks, refusal: { code, detail: message, hint } };
}

async function findSubject(context: CommandContext, target: string): Promise<Subject> {
  const folder = await isFolder(target);
  if (folder || /\.json$/i.test(target)) return onDisk(folder ? join(target, 'plugins.json') : target);
  const manifest = existsSync(target) ? manifestAbove(resolve(target)) : undefined;
  return manifest === undefined ? onServer(context, target) : onDisk(manifest);
}

/** The manifest of the package that a file lies in, or undefined where there is none. */
function manifestAbove(file: string): string | undefined {
  const folder = dirname(file);
  if (folder === file) return undefined;
  const manifest = join(folder, 'plugins.json');
  return existsSync(manifest) ? manifest : manifestAbove(folder);
}

async function onDisk(path: string): Promise<Subject> {
  const read = (file: string) =>
    readFile(join(dirname(path), file)).then(
      (bytes) => new Uint8Array(bytes),
      () => undefined,
    );
  const document = await readIfThere(evidenceBeside(path), MAX_EVIDENCE_BYTES);
  return { name: path, manifest: await readUserFile(path), evidence: document ? { document } : {}, read };
}

/** Where the evidence of a manifest lies that is kept as a file: `plugins.evidence.json`, or in the folder of a store. */
function evidenceBeside(path: string): string {
  const folder = dirname(path);
  return basename(folder) === 'manifests'
    ? join(dirname(folder), 'evidence', basename(path))
    : join(folder, `${basename(path, '.json')}.evidence.json`);
}

async function onServer(context: CommandContext, target: string): Promise<Subject> {
  const client = await context.client();
  const path =
    target.includes('@') && target.includes('/') ? readCoordinates(target) : await whereIs(client, target);
  const { manifest_digest, sequence } = await client.call('packagesGet', { path });
  const registry = apiRegistry(client);
  const { namespace, name } = path;
  return {
    name: target,
    manifest: await registry.manifest(manifest_digest),
    evidence: {
      document: await registry.evidence({ namespace, name, manifest_digest, sequence }),
      expected: REGISTRY_EVIDENCE,
    },
    tiles: registry.log.tile,
    read: (_path, digest) => client.bytes('contentBlob', { path: { digest } }),
  };
}

/** The version that a component's name stands for now. */
async function whereIs(client: IceClient, reference: string): Promise<NamedVersion> {
  const {
    namespace,
    package: name,
    version,
  } = await client.call('packagesResolve', {
    query: { reference },
  });
  return { namespace, name, version };
}

/** Adds what the gate says to `checks`, up to the refusal that it answers with, if there is one. */
async function judge(gate: LoadGate, subject: Subject, checks: Check[]): Promise<Refusal | undefined> {
  let admitted: AdmittedManifest;
  try {
    const { manifest, evidence, tiles } = subject;
    admitted = tiles ? await gate.admitNewest(manifest, evidence, tiles) : gate.admit(manifest, evidence);
  } catch (error) {
    const refusal = requireRefusal(error);
    checks.push(...refusedRules(refusal));
    return refusal;
  }
  checks.push(...acceptedRules(admitted));
  for (const { name } of admitted.manifest.components) {
    try {
      checks.push(await judgeComponent(gate, subject, admitted, name));
    } catch (error) {
      const refusal = requireRefusal(error);
      checks.push(refused(componentRule(name), refusal));
      return refusal;
    }
  }
  return undefined;
}

function requireRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

async function judgeComponent(
  gate: LoadGate,
  subject: Subject,
  admitted: AdmittedManifest,
  name: string,
): Promise<Check> {
  const { path, digest, permissions } = gate.inspect(admitted, name);
  const asks = permissions.map((permission) => permission.interface).join(', ') || 'nothing';
  const rule = { ...componentRule(name), input: { path, digest, asks_for: asks } };
  const bytes = await subject.read(path, digest);
  if (!bytes) return { ...rule, verdict: 'skipped', detail: `${path} is not here; it must be ${digest}` };
  await gate.load(admitted, name, () => Promise.resolve(bytes));
  return { ...rule, verdict: 'accepted', detail: `${path} ${digestOf(bytes)}, asks for ${asks}` };
}
