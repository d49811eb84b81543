import { randomUUID } from 'node:crypto';
import { constantTool, makePackage, publish, publisherOf } from '../../harness/packages.js';
import type { Example, Examples } from './example.js';

const ABSENT = { namespace: 'nobody', name: 'nothing', version: '1.0.0', digest: '0'.repeat(64) };

/** A private package of the org. */
const published: Example = {
  path: ABSENT,
  make: async (server, org) => {
    // Bytes of its own: what another org has published for all may be read by all.
    const wasm = await constantTool(JSON.stringify({ only: randomUUID() }));
    const built = await makePackage(await publisherOf(server, org), { wasm });
    const { status, body } = await publish(server, org.token, built);
    if (status !== 201) throw new Error(`Not published: ${JSON.stringify(body)}`);
    const { namespace, name, version } = body;
    return {
      namespace,
      name,
      version,
      digest: built.manifest.files![0]!.sha256,
      manifest: body.manifest_digest,
    };
  },
};

const manifest: Example = {
  ...published,
  make: async (server, org) => {
    const { manifest: digest, ...rest } = await published.make!(server, org);
    return { ...rest, digest: digest! };
  },
};

const evidence: Example = {
  path: { manifest_digest: ABSENT.digest },
  make: async (server, org) => ({ manifest_digest: (await published.make!(server, org))['manifest']! }),
};

const withReason = { ...published, body: { reason: 'because' } };

const tool: Example = {
  path: { tool_name: 'nothing' },
  make: async (server, org) => {
    const { namespace } = await published.make!(server, org);
    return { tool_name: `${namespace}%2Fsample_tool` };
  },
};

export const REGISTRY_EXAMPLES: Examples = {
  packagesPublish: { path: ABSENT },
  packagesGet: published,
  packagesVersions: published,
  standingYank: withReason,
  standingUnyank: published,
  standingDeprecate: withReason,
  standingUndeprecate: published,
  standingRetire: withReason,
  evidenceGet: evidence,
  contentManifest: manifest,
  contentBlob: published,
  catalogueTool: tool,
};
