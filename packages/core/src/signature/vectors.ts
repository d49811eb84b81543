import type { KeyFault } from './public-key.js';

/** One case with the verdict that each verifier and the gate must give (docs/spec/trust.md 2.3, 2.4). */
export interface SignatureVector {
  readonly rule: string;
  /** Lower-case hexadecimal. */
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
  readonly key: KeyFault | 'ok';
  readonly node: boolean;
  readonly noble: boolean;
}

const RFC_KEY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const RFC_SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';
const MIXED_KEY = 'cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d';

/**
 * The cases of the start-up self-test: a library or a Node version that decides one of them differently is not the one the
 * gate was built on. RFC 8032 section 7.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (2020), speccheck.
 */
export const SELF_TEST_VECTORS: readonly SignatureVector[] = [
  {
    rule: 'RFC 8032 test 1 is accepted',
    publicKey: RFC_KEY,
    message: '',
    signature: RFC_SIGNATURE,
    key: 'ok',
    node: true,
    noble: true,
  },
  {
    rule: 'RFC 8032 test 2 is accepted',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    key: 'ok',
    node: true,
    noble: true,
  },
  {
    rule: 'another message is refused',
    publicKey: RFC_KEY,
    message: '00',
    signature: RFC_SIGNATURE,
    key: 'ok',
    node: false,
    noble: false,
  },
  {
    rule: 'S + L is refused',
    publicKey: RFC_KEY,
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901554c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b',
    key: 'ok',
    node: false,
    noble: false,
  },
  {
    rule: 'the identity key, under which one signature fits every message, is refused',
    publicKey: '0100000000000000000000000000000000000000000000000000000000000000',
    message: '8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6',
    signature:
      '01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    key: 'key-small-order',
    node: false,
    noble: false,
  },
  {
    rule: 'a mixed-order key that both verifiers accept is refused (speccheck 3)',
    publicKey: MIXED_KEY,
    message: '9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79',
    signature:
      '9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009',
    key: 'key-mixed-order',
    node: true,
    noble: true,
  },
  {
    rule: 'a cofactored-only signature under a mixed-order key is refused (speccheck 4)',
    publicKey: MIXED_KEY,
    message: 'e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c',
    signature:
      '160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09',
    key: 'key-mixed-order',
    node: false,
    noble: true,
  },
  {
    rule: 'a key that is not canonical is refused (speccheck 10)',
    publicKey: 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
    message: 'e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b',
    signature:
      'a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04',
    key: 'key-not-canonical',
    node: false,
    noble: false,
  },
];
