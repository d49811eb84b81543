import { encodeHex } from '@iceos/core/encoding';
import { signatureVerdicts, type SignatureInput, type SignatureVerdicts } from '@iceos/core/signature';
import { LruMap } from './lru-map.js';

const VERDICTS_KEPT = 8192;

/**
 * Verdicts about signatures, in memory only, by key, message and signature; for a manifest the message is the archive
 * digest and the manifest digest (docs/spec/trust.md 2.5).
 */
export class SignatureCache {
  private readonly verdicts = new LruMap<string, boolean>(VERDICTS_KEPT);

  constructor(
    private readonly onDisagreement:
      ((input: SignatureInput, verdicts: SignatureVerdicts) => void) | undefined,
  ) {}

  readonly verify = (input: SignatureInput): boolean => {
    const id = [input.publicKey, input.message, input.signature].map(encodeHex).join(' ');
    const known = this.verdicts.get(id);
    if (known !== undefined) return known;
    const verdicts = signatureVerdicts(input);
    if (verdicts.node !== verdicts.noble) this.onDisagreement?.(input, verdicts);
    this.verdicts.set(id, verdicts.accepted);
    return verdicts.accepted;
  };
}
