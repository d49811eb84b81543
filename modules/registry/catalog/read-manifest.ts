import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError } from '@iceos/core/errors';
import { MAX_EVIDENCE_BYTES } from '@iceos/core/evidence';
import { checkManifest, MAX_MANIFEST_BYTES, type Manifest } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import type { RegistryCode } from '../registry.errors.js';

/** A manifest of the operator as it was found. */
export type FoundManifest =
  | {
      readonly kind: 'signed';
      readonly path: string;
      readonly folder: string;
      readonly bytes: Uint8Array;
      /** `<name>.evidence.json` beside it, where there is one. */
      readonly evidence: Uint8Array | undefined;
    }
  | {
      readonly kind: 'unsigned';
      readonly path: string;
      readonly folder: string;
      readonly manifest: Manifest;
    };

/**
 * Reads the manifest at `path`; for a folder, its plugins.json, or what its sources declare where there is none. Nothing of
 * it is imported. Throws a coded error that names the file.
 */
export async function readManifest(path: string): Promise<FoundManifest> {
  if (!existsSync(path)) throw unreadable(path, 'there is no such file');
  if (!statSync(path).isDirectory()) return readFileAt(path);
  const inside = join(path, 'plugins.json');
  if (existsSync(inside)) return readFileAt(inside);
  const { authoredManifest } = await import('@iceos/sdk/build');
  return { kind: 'unsigned', path, folder: path, manifest: await authoredManifest(path) };
}

async function readFileAt(path: string): Promise<FoundManifest> {
  if (statSync(path).size > MAX_MANIFEST_BYTES) {
    throw new Refusal('manifest-too-large', `${path} has more than ${MAX_MANIFEST_BYTES} bytes.`, {
      subject: path,
    });
  }
  const bytes = new Uint8Array(await readFile(path));
  const value = await parse(path, bytes);
  const folder = dirname(path);
  if (typeof value === 'object' && value !== null && 'signature' in value)
    return { kind: 'signed', path, folder, bytes, evidence: await evidenceBeside(path) };
  const result = checkManifest(value);
  if (!result.ok)
    throw new Refusal(result.code, `${path}: ${result.detail}`, { subject: path, findings: result.findings });
  return { kind: 'unsigned', path, folder, manifest: result.value.manifest };
}

async function evidenceBeside(path: string): Promise<Uint8Array | undefined> {
  const beside = path.replace(/(?:\.[a-z]+)?$/, '.evidence.json');
  if (!existsSync(beside)) return undefined;
  if (statSync(beside).size > MAX_EVIDENCE_BYTES)
    throw new Refusal('evidence-invalid', `${beside} has more than ${MAX_EVIDENCE_BYTES} bytes.`, {
      subject: beside,
    });
  return new Uint8Array(await readFile(beside));
}

async function parse(path: string, bytes: Uint8Array): Promise<unknown> {
  const text = new TextDecoder().decode(bytes);
  try {
    if (!/\.ya?ml$/.test(path)) return JSON.parse(text) as unknown;
    const { parse: parseYaml } = await import('yaml');
    return parseYaml(text, { maxAliasCount: 50, strict: true, uniqueKeys: true }) as unknown;
  } catch (error) {
    throw unreadable(path, (error as Error).message.split('\n')[0] ?? 'it cannot be parsed');
  }
}

function unreadable(path: string, why: string): CodedError<RegistryCode> {
  return new CodedError('manifest-unreadable', `The manifest ${path} cannot be read: ${why}.`, {
    hint: 'Correct the path or the file; the other manifests were loaded.',
  });
}
