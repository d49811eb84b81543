import { parseDigest } from '@iceos/core/digest';
import type { Envelope } from '@iceos/core/dsse';
import { parseVersion } from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import { CommandError } from '../errors.js';
import { fetchTrust } from '../trust/trusted.js';
import { fetchFile } from './fetch-file.js';
import { logFiles, type FetchFile } from './log-files.js';
import type { RecordedVersion, Registry } from './registry.js';

const MAX_INDEX_BYTES = 16 * 1024 * 1024;
const MAX_FILE_BYTES = 128 * 1024 * 1024;

/** The registry as plain files under the address `base`. */
export function staticRegistry(base: string): Registry {
  return filesRegistry(base, (path, maxBytes = MAX_FILE_BYTES) => fetchFile(`${base}/${path}`, maxBytes));
}

/**
 * The registry as plain files as it writes them to its public folder: any file server will do, and the API may
 * be off. Which package has a component that a blueprint names by itself is not told by files: it must be installed.
 */
export function filesRegistry(base: string, file: FetchFile): Registry {
  const required = async (path: string) => {
    const bytes = await file(path);
    if (bytes) return bytes;
    throw new CommandError('version-not-found', 'notFound', `${base} has no ${path}.`, {
      hint: 'Private packages are read through the API; a mirror may be incomplete.',
    });
  };
  const log = logFiles(file);
  return {
    log,
    evidence: ({ namespace, name, sequence, manifest_digest: digest }) =>
      log.evidence({
        index: sequence,
        package: `${namespace}/${name}`,
        statements: async () => readStatements(await required(`statements/${digest}.json`), digest),
      }),
    async versions(name) {
      const bytes = await file(`packages/${name}.json`, MAX_INDEX_BYTES);
      return bytes ? readIndex(name, bytes) : [];
    },
    resolve: () => Promise.resolve(undefined),
    manifest: (digest) => required(`manifests/${digest}.json`),
    blob: (digest) => required(`blobs/${digest}`),
    trust: () =>
      fetchTrust({
        // The first version must be there; that there is no next one ends the walk.
        root: (version) => (version === 1 ? required : file)(`trust/root/${version}.json`),
        keys: () => required('trust/keys.json'),
      }),
  };
}

/** What the index of a package says. Refuses one of another package, such as a file under a wrong name. */
function readIndex(name: string, bytes: Uint8Array): RecordedVersion[] {
  const [namespace = '', packageName = ''] = name.split('/');
  const value = parse(bytes) as { package?: unknown; versions?: unknown } | null;
  if (value?.package !== name || !Array.isArray(value.versions)) {
    throw new Refusal('evidence-invalid', `packages/${name}.json is not the index of ${name}.`, {
      subject: `packages/${name}.json`,
      expected: name,
      found: String(value?.package),
    });
  }
  return value.versions.map((item: Record<string, unknown>): RecordedVersion => {
    const { version, index, manifest_digest, published_at } = item;
    const sound =
      parseDigest(manifest_digest) !== undefined &&
      Number.isSafeInteger(index) &&
      typeof published_at === 'string';
    if (!sound) {
      throw new Refusal('evidence-invalid', `packages/${name}.json has a version that is none.`, {
        subject: `packages/${name}.json`,
      });
    }
    return {
      namespace,
      name: packageName,
      version: parseVersion(version),
      manifest_digest: manifest_digest as string,
      sequence: index as number,
      published_at,
      yanked: typeof item.yanked_reason === 'string',
      deprecated: typeof item.deprecated_reason === 'string',
      retired: typeof item.retired_reason === 'string',
    };
  });
}

function readStatements(bytes: Uint8Array, digest: string): Envelope[] {
  const value = parse(bytes);
  if (Array.isArray(value)) return value as Envelope[];
  throw new Refusal('evidence-invalid', `statements/${digest}.json is no list of statements.`, {
    subject: `statements/${digest}.json`,
  });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return null;
  }
}
