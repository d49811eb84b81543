import { dirname } from 'node:path';
import type { IceClient, PublishReceiptResponse } from '@iceos/client';
import { digestOf } from '@iceos/core/digest';
import type { Release } from '@iceos/sdk/release';
import type { CommandContext, CommandOptions, CommandRun } from '../context.js';
import { UsageError } from '../errors.js';
import { tellApprovals } from '../keys/approvals.js';
import { readFurther, signVersion, writeFurther } from '../keys/further-signatures.js';
import { openKey, openKeys } from '../keys/signing-key.js';
import { flagOption, listOption, textOption } from '../options.js';
import { buildFolder, sizeText } from '../packaging/build-folder.js';
import { Progress } from '../ui/progress.js';

export const run: CommandRun = async (context, [given], options) => {
  const signatures = textOption(options, 'signatures');
  if (signatures !== undefined) return publishSigned(context, given, signatures, options);
  const { output } = context;
  const folder = folderOf(given, textOption(options, 'manifest'));
  const dryRun = flagOption(options, 'dryRun');
  // Asked for first: nobody should wait for a build to hear that there is no key.
  const [named, ...further] = listOption(options, 'key');
  const key = dryRun ? undefined : await openKey(context, named);
  const packed = await buildFolder(context, folder);
  const { namespace, name, version } = packed.manifest;
  if (!key) {
    const plan = { namespace, name, version, archive_digest: digestOf(packed.archive), published: false };
    return output.result(plan, () => `${namespace}/${name}@${version} would be published`);
  }
  const client = await context.client();
  const { assembleRelease } = await import('@iceos/sdk/release');
  const others = await openKeys(context, further);
  const { view, signed } = await signVersion(packed, [key, ...others], await rootOf(client));
  const request = textOption(options, 'request');
  if (request !== undefined) {
    await writeFurther(request, packed.archive, signed);
    tellApprovals(context, request, signed);
    return output.next(`ice keys approve ${request} --key KEY`, 'adds the signature of another key');
  }
  output.detail(`signed by ${key.id}`);
  await sendRelease(context, assembleRelease(view, packed.archive, signed.signatures), options);
};

/** Publishes what `--request` wrote and further keys have signed since (docs/spec/trust.md 3.3). */
async function publishSigned(
  context: CommandContext,
  folder: string | undefined,
  file: string,
  options: CommandOptions,
): Promise<void> {
  if (folder !== undefined || listOption(options, 'key').length > 0)
    throw new UsageError(
      'With --signatures nothing is built or signed.',
      'Give the file alone; sign it with `ice keys approve`.',
    );
  const { view, archive, signatures } = await readFurther(file);
  const { assembleRelease } = await import('@iceos/sdk/release');
  await sendRelease(context, assembleRelease(view, archive, signatures), options);
}

async function sendRelease(
  context: CommandContext,
  { coordinates, manifest, archive }: Release,
  options: CommandOptions,
): Promise<void> {
  const { output } = context;
  const visibility = flagOption(options, 'public') ? 'public' : undefined;
  const receipt = await send(context, await context.client(), {
    ...coordinates,
    manifest,
    archive,
    ...(visibility ? { visibility } : {}),
  });
  output.result(receipt, () => receiptText(receipt));
  const [first] = receipt.components;
  if (first) output.next(`ice run ${first.name}`, 'runs it on the server');
}

function folderOf(given: string | undefined, manifest: string | undefined): string {
  if (given !== undefined && manifest !== undefined)
    throw new UsageError('A folder and --manifest were both given.', 'Give one of the two.');
  return given ?? (manifest === undefined ? '.' : dirname(manifest));
}

/** Id of the trust root of the server: a manifest names the registry it is signed for. */
async function rootOf(client: IceClient): Promise<string> {
  const bytes = await client.bytes('trustGet', { path: { document: 'root.json' } });
  return (JSON.parse(new TextDecoder().decode(bytes)) as { id: string }).id;
}

function send(
  { output, signal }: CommandContext,
  client: IceClient,
  publication: Parameters<IceClient['publish']>[0],
): Promise<PublishReceiptResponse> {
  const progress = new Progress(output);
  return progress.step(
    `sending ${sizeText(publication.archive.length)}`,
    () =>
      client.publish(publication, {
        signal,
        onProgress: (sent, total) =>
          progress.doing(
            sent < total ? `sending ${Math.floor((sent / total) * 100)} %` : 'the registry is checking it',
          ),
      }),
    ({ created, namespace, name, version }) =>
      created
        ? `published ${namespace}/${name}@${version}`
        : `${namespace}/${name}@${version} was published before, with the same bytes`,
  );
}

function receiptText(receipt: PublishReceiptResponse): string {
  const { namespace, name, version, sequence, visibility, components } = receipt;
  return [
    `${namespace}/${name}@${version}  (${visibility}, sequence ${sequence})`,
    `manifest  ${receipt.manifest_digest}`,
    `archive   ${receipt.archive_digest}`,
    `key       ${receipt.key_fingerprint}`,
    ...components.map(
      ({ node_type, name: component, digest }) => `${node_type.padEnd(9)} ${component}  ${digest}`,
    ),
  ].join('\n');
}
