import { checkBundle, type Bundle } from '@iceos/core/authored';
import { parseCanonical } from '@iceos/core/canonical';
import type { Digest } from '@iceos/core/digest';
import { declaredDigest } from '@iceos/core/manifest';
import { embed } from '@iceos/runtime/embedder';
import type { OfferedVersion, PublishedComponent } from '../../registry/registry.types.js';
import type { Listing } from '../marketplace.types.js';
import { exampleTexts, textsOfComponent, type Texts } from './texts.js';
import { weightedWords } from './weighted-words.js';

/** The document of a bundle package that says what the bundle is. */
const BUNDLE_DOCUMENT = 'bundle.json';

/** A listing with what it is found by. */
export interface SearchDocument extends Listing {
  /** A `tsvector`, written out. */
  readonly words: string;
  readonly embedding: Float32Array;
}

/** The search documents of one package: one for each component, and one for the bundle if it is one. */
export async function describePackage(
  offers: readonly OfferedVersion[],
  readBlob: (digest: Digest) => Promise<Uint8Array>,
): Promise<SearchDocument[]> {
  const [newest] = offers;
  const components = offers.flatMap((offer) =>
    offer.components.flatMap((component) => describeComponent(offer, component)),
  );
  const bundle = newest?.version.kind === 'bundle' ? await describeBundle(newest, readBlob) : [];
  return [...bundle, ...components];
}

function describeComponent(offer: OfferedVersion, published: PublishedComponent): SearchDocument[] {
  const declared = offer.manifest.components.find(({ name }) => name === published.name);
  if (!declared) return [];
  const listing: Listing = {
    ...listed(offer),
    kind: published.nodeType,
    name: published.name,
    componentVersion: published.componentVersion,
    title: declared.title,
    description: declared.description,
    tags: declared.tags ?? [],
    deprecated: offer.version.deprecatedReason !== undefined || declared.deprecated !== undefined,
    digest: published.digest,
  };
  return [withWords(listing, textsOfComponent(declared, offer.manifest))];
}

async function describeBundle(
  offer: OfferedVersion,
  readBlob: (digest: Digest) => Promise<Uint8Array>,
): Promise<SearchDocument[]> {
  const { manifest, version } = offer;
  const digest = declaredDigest(manifest, BUNDLE_DOCUMENT);
  const bundle = digest && readBundle(await readBlob(digest));
  if (!bundle) return [];
  const listing: Listing = {
    ...listed(offer),
    kind: 'bundle',
    name: version.name,
    componentVersion: version.version,
    title: bundle.title,
    description: bundle.description,
    tags: bundle.tags ?? [],
    deprecated: version.deprecatedReason !== undefined,
    digest,
  };
  const texts: Texts = {
    names: [version.name, bundle.title ?? ''],
    descriptions: [
      bundle.description ?? '',
      ...manifest.components.map(({ description = '' }) => description),
    ],
    details: [
      ...(bundle.tags ?? []),
      ...manifest.components.flatMap(({ name, title = '' }) => [name, title]),
    ],
    examples: manifest.components.flatMap(({ examples = [] }) => examples.flatMap(exampleTexts)),
  };
  return [withWords(listing, texts)];
}

/** Publishing has checked the document; a bundle from before a rule that it does not meet is not listed as a whole. */
function readBundle(bytes: Uint8Array): Bundle | undefined {
  const parsed = parseCanonical(bytes);
  const checked = parsed.ok ? checkBundle(parsed.value) : undefined;
  return checked?.ok ? checked.value : undefined;
}

function listed({ version }: OfferedVersion) {
  return {
    namespace: version.namespace,
    package: version.name,
    packageKind: version.kind,
    version: version.version,
    sequence: version.sequence,
    visibility: version.visibility,
    manifestDigest: version.manifestDigest,
  };
}

function withWords(listing: Listing, texts: Texts): SearchDocument {
  const { names, descriptions, examples } = texts;
  return {
    ...listing,
    words: weightedWords(texts),
    // Members of schemas are called alike everywhere: as words they tell things apart, as meaning they blur.
    embedding: embed([...names, ...descriptions, ...listing.tags, ...examples].join('\n')),
  };
}
