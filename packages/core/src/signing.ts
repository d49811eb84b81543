import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Json } from './canonical.js';
import { checkpointText, type TreeHead } from './checkpoint.js';
import type { Digest } from './digest.js';
import { CodedError } from './errors.js';
import { keyIdOf, type KeyPurpose } from './keys.js';
import { openPrivate, sealPrivate, type PrivateKeyDocument } from './signing/key-file.js';
import { preAuthEncoding } from './dsse.js';
import {
  MANIFEST_MESSAGE_BYTES,
  manifestMessage,
  statementMessage,
  type StatementLabel,
} from './statement.js';

/** Statements each purpose may sign; a manifest is signed by `manifest` keys only (docs/spec/trust.md 1.1, 2.1). */
const ALLOWED: Record<KeyPurpose, readonly StatementLabel[]> = {
  manifest: ['iceos-key-possession-v1', 'iceos-key-rotation-v1', 'iceos-key-threshold-v1'],
  root: ['iceos-key-possession-v1', 'iceos-trust-root-v1', 'iceos-trust-keys-v1'],
  keys: ['iceos-trust-keys-v1'],
  log: ['iceos-key-possession-v1'],
  receipt: ['iceos-key-possession-v1'],
};

/**
 * An Ed25519 key pair with its name and its one purpose. It signs manifests, labelled statements, tree heads and
 * DSSE payloads and nothing else: there is no way to have it sign bytes of the caller's choosing.
 */
export class SigningKey {
  private constructor(
    readonly name: string,
    readonly purpose: KeyPurpose,
    /** 32 raw bytes. */
    readonly publicKey: Uint8Array,
    private readonly privateKey: KeyObject,
  ) {}

  static generate(name: string, purpose: KeyPurpose): SigningKey {
    return SigningKey.of(name, purpose, generateKeyPairSync('ed25519').privateKey);
  }

  /**
   * Reads a key file. Throws `key-file-invalid` when it is not one, `key-passphrase-needed` or `key-passphrase-wrong` when
   * it is sealed.
   */
  static open(text: string, passphrase?: string): SigningKey {
    const { name, purpose, pkcs8 } = openPrivate(text, passphrase);
    return SigningKey.of(name, purpose, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  }

  private static of(name: string, purpose: KeyPurpose, privateKey: KeyObject): SigningKey {
    const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
    return new SigningKey(
      name,
      purpose,
      new Uint8Array(Buffer.from(jwk.x as string, 'base64url')),
      privateKey,
    );
  }

  get id(): string {
    return keyIdOf(this.name, this.publicKey);
  }

  /** The text of a key file, to be written with mode 0600; sealed with scrypt and AES-256-GCM when a passphrase is given. */
  seal(passphrase?: string): string {
    const document: PrivateKeyDocument = {
      name: this.name,
      purpose: this.purpose,
      publicKey: this.publicKey,
      pkcs8: this.privateKey.export({ format: 'der', type: 'pkcs8' }),
    };
    return sealPrivate(document, passphrase);
  }

  /** 64-byte signature over the archive digest followed by the manifest digest. */
  signManifest(archive: Digest, manifest: Digest): Uint8Array {
    if (this.purpose !== 'manifest') throw this.refused('a manifest');
    return sign(null, manifestMessage(archive, manifest), this.privateKey);
  }

  /** 64-byte signature over a labelled statement. */
  signStatement(label: StatementLabel, body: Json): Uint8Array {
    if (!ALLOWED[this.purpose].includes(label)) throw this.refused(label);
    return sign(null, statementMessage(label, body), this.privateKey);
  }

  /** 64-byte signature of the log over a tree head (docs/spec/trust.md 4.2). */
  signCheckpoint(head: TreeHead): Uint8Array {
    if (this.purpose !== 'log') throw this.refused('a checkpoint');
    return sign(null, Buffer.from(checkpointText(head)), this.privateKey);
  }

  /** 64-byte signature of the registry over the payload of a DSSE envelope (docs/spec/trust.md 4.1). */
  signEnvelope(payloadType: string, payload: Uint8Array): Uint8Array {
    if (this.purpose !== 'receipt') throw this.refused('an envelope');
    const message = preAuthEncoding(payloadType, payload);
    if (message.length === MANIFEST_MESSAGE_BYTES)
      throw new RangeError('An envelope may not be 64 bytes long.');
    return sign(null, message, this.privateKey);
  }

  private refused(what: string): CodedError<'key-purpose-mismatch'> {
    return new CodedError(
      'key-purpose-mismatch',
      `${this.name} is a ${this.purpose} key and does not sign ${what}.`,
      {
        hint: 'Use a key made for that purpose.',
      },
    );
  }
}
