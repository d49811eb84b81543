import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Envelope } from '../dsse.js';

const MAX_PROOF = 64;

/** The last record of a tree, the proof that it is in it, and the pages of its map from the root to where a package is or would be. */
export interface SnapshotDocument {
  readonly record: unknown;
  /** Hashes in base64. */
  readonly proof: readonly string[];
  readonly pages: readonly unknown[];
}

/** The document `evidence.v0`; records and pages of the map are objects in it. */
export interface EvidenceDocument {
  readonly schema_version: 'evidence.v0';
  readonly registry: string;
  readonly record: unknown;
  readonly inclusion: { readonly index: number; readonly size: number; readonly proof: readonly string[] };
  readonly checkpoint: string;
  readonly snapshot?: SnapshotDocument;
  readonly statements: readonly Envelope[];
}

let compiled: ValidateFunction | undefined;

/** The validator of the document's form, compiled once. */
export function evidenceValidator(): ValidateFunction {
  const object = { type: 'object' };
  const string = { type: 'string' };
  const closed = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
    ...object,
    properties,
    required: Object.keys(properties).filter((member) => !optional.includes(member)),
    additionalProperties: false,
  });
  const proof = { type: 'array', items: string, maxItems: MAX_PROOF };
  const count = { type: 'integer', minimum: 0 };
  const signature = closed({ keyid: string, sig: string });
  compiled ??= new Ajv2020({ strict: false }).compile(
    closed(
      {
        schema_version: { const: 'evidence.v0' },
        registry: string,
        record: object,
        inclusion: closed({ index: count, size: count, proof }),
        checkpoint: string,
        snapshot: closed({
          record: object,
          proof,
          pages: { type: 'array', items: object, maxItems: 65 },
        }),
        statements: {
          type: 'array',
          maxItems: 16,
          items: closed({
            payloadType: string,
            payload: string,
            signatures: { type: 'array', items: signature, minItems: 1, maxItems: 1 },
          }),
        },
      },
      ['snapshot'],
    ),
  );
  return compiled;
}
