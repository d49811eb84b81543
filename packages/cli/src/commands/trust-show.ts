import { verifySignature } from '@iceos/core/signature';
import { keysRole, openTrust, walkRoots } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { CommandRun } from '../context.js';
import { trustedRoot } from '../packages/trust.js';

export const run: CommandRun = async (context) => {
  const { folder } = await trustedRoot(context);
  const documents = await new TrustFolder(folder).documents();
  const { sequence, keys, revokedVersions, revokedNamespaces } = openTrust(documents, verifySignature);
  const root = walkRoots(documents.roots, verifySignature);
  const named = (list: readonly { name: string; fingerprint: string }[]) =>
    list.map(({ name, fingerprint }) => ({ name, fingerprint }));
  const role = keysRole(root);
  const shown = {
    from: folder,
    root: root.id,
    version: root.version,
    expires: root.expires ?? null,
    expired: root.expires !== undefined && Date.parse(root.expires) <= Date.now(),
    threshold: root.threshold,
    keys: named(root.keys),
    list_of_keys: { threshold: role.threshold, keys: named(role.keys), sequence, entries: keys.size },
    revoked: {
      keys: [...keys.values()].filter(({ revoked }) => revoked).length,
      versions: revokedVersions.size,
      namespaces: revokedNamespaces.size,
    },
  };
  context.output.result(shown, () => textOf(shown));
};

function textOf(shown: {
  readonly from: string;
  readonly root: string;
  readonly version: number;
  readonly expires: string | null;
  readonly expired: boolean;
  readonly threshold: number;
  readonly keys: readonly { name: string; fingerprint: string }[];
  readonly list_of_keys: {
    readonly threshold: number;
    readonly keys: readonly { name: string }[];
    readonly sequence: number;
    readonly entries: number;
  };
  readonly revoked: Readonly<Record<string, number>>;
}): string {
  const { list_of_keys: list, revoked } = shown;
  const until = shown.expires === null ? 'does not expire' : `until ${shown.expires}`;
  return [
    `from       ${shown.from}`,
    `root       ${shown.root}, version ${shown.version}, ${shown.expired ? `EXPIRED at ${shown.expires}` : until}`,
    ...shown.keys.map(({ name, fingerprint }) => `           ${name}  ${fingerprint}`),
    `           ${shown.threshold} of them sign the next version`,
    `keys       ${list.entries}, to sequence ${list.sequence}, signed by ${list.threshold} of ${list.keys.map(({ name }) => name).join(', ')}`,
    `revoked    ${revoked.keys} keys, ${revoked.versions} versions, ${revoked.namespaces} name spaces`,
  ].join('\n');
}
