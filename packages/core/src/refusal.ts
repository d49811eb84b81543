import { CodedError } from './errors.js';

/**
 * Every refusal there is, by the stage that says it (docs/spec/trust.md 5). The sets are closed: a code that is not here
 * cannot be refused with, and none of the hints suggests switching a check off.
 */
export const REFUSALS = {
  archive: {
    'archive-too-large': 'Make the archive smaller: at most 25 MiB packed, 100 MiB unpacked, 1,000 files.',
    'archive-malformed':
      'Pack it again with `ice publish` or `ice plugins export`; only a single gzip member holding a plain ustar archive is read.',
    'archive-entry-forbidden': 'Pack regular files only: no links, folders, devices or extended headers.',
    'archive-path-forbidden':
      'Rename the file: relative, lower-risk ASCII names without `..`, back slashes or reserved names.',
    'archive-duplicate-entry':
      'Remove one of the two entries; names that differ by case only count as the same.',
    'archive-file-missing': 'Pack every file that the manifest lists.',
    'archive-file-undeclared': 'List the file in the manifest, or leave it out of the archive.',
    'archive-file-mismatch':
      'Build the package again, so that the manifest lists the digests of the files in the archive.',
    'archive-digest-mismatch': 'Publish the archive that the manifest was made for.',
  },
  component: {
    'component-malformed': 'Build the component again; it must be a WebAssembly component (layer 1).',
    'component-too-large': 'Make the component smaller: at most 32 MiB.',
    'component-name-forbidden': 'Import and export names must be plain printable ASCII.',
    'component-feature-forbidden':
      'Build without garbage-collected types, 64-bit, shared or custom-page memories.',
    'component-limits-exceeded': 'Lower the initial sizes of memories and tables.',
    'component-import-undeclared':
      'Declare the interface under `permissions` in the manifest, or stop importing it.',
    'component-export-mismatch': 'Export exactly what the world `iceos:tool` says.',
    'component-check-failed': 'Build the component again; the checking process could not read it.',
    'component-document-invalid': 'Correct the document at the places named.',
  },
  namespace: {
    'namespace-mismatch':
      'Publish into the namespace that the manifest, the address and your token agree on.',
    'namespace-forbidden': 'Use a token of the org that owns the namespace.',
    'name-invalid': 'Use lower-case ASCII letters, digits, `_`, `-` and `.`, beginning with a letter.',
    'name-too-similar': 'Choose a name that cannot be mistaken for the existing one.',
    'name-taken': 'Choose another component name, or publish it in the package that has it.',
  },
  version: {
    'version-invalid': 'Use a strict SemVer 2.0.0 version without build metadata.',
    'version-exists': 'Published versions never change: raise the version and publish again.',
    'version-retired': 'That version was taken back and its number stays used: raise the version.',
    'dependency-unresolvable': 'Publish the dependency first, or widen the range.',
  },
  manifest: {
    'manifest-too-large': 'Keep the manifest under 256 KiB.',
    'manifest-invalid': 'Correct the manifest at the places named.',
    'manifest-incomplete':
      'Add what publishing requires: kind, namespace, name, version, registry, key_fingerprint, artifact, files.',
  },
  gate: {
    'signature-missing': 'Sign and publish it (`ice publish`), or load a signed manifest.',
    'signature-invalid':
      'Fetch the manifest and its files again from the registry; do not load what was changed.',
    'key-unknown': 'Enrol the key (`ice keys enroll`), or get the trust snapshot that lists it.',
    'key-revoked': 'Load a version signed by a key in force.',
    'key-not-for-namespace': 'Sign with a key of the namespace (`ice keys list`).',
    'manifest-not-canonical': 'Load the bytes that the registry serves; they are signed in canonical form.',
    'digest-mismatch': 'Fetch the file again; what is there is not what was signed.',
    'file-undeclared': 'List the file in the manifest and publish again.',
    'evidence-missing': 'Fetch the evidence that the manifest requires.',
    'evidence-invalid': 'Fetch the evidence again from the registry.',
    rollback: 'Load the newer version that this cluster has already accepted.',
    stale: 'Refresh the trust snapshot.',
    'version-revoked': 'Load another version; this one was revoked.',
    'iceos-too-old': 'Upgrade iceOS to the version that the component needs.',
    'permission-not-granted': 'Ask the operator of this cluster to grant the permission.',
    'permission-undeclared': 'Declare the interface under `permissions` and publish again.',
    'component-dynamic': 'Add it to a manifest (`ice plugins export`), sign and publish it.',
    'lock-mismatch': 'Run `ice lock` and review the difference.',
    'licence-missing': 'Get a licence for the component.',
    'policy-refused': 'Ask the operator of this cluster.',
  },
} as const;

type Refusals = typeof REFUSALS;
export type RefusalStage = keyof Refusals;
export type RefusalCode = { [Stage in RefusalStage]: keyof Refusals[Stage] }[RefusalStage];
export type GateCode = keyof Refusals['gate'];

const STAGE_OF = new Map<string, RefusalStage>(
  Object.entries(REFUSALS).flatMap(([stage, codes]) =>
    Object.keys(codes).map((code) => [code, stage as RefusalStage] as const),
  ),
);

/** Whether `code` is one that the load gate refuses with. */
export function isGateCode(code: unknown): code is GateCode {
  return typeof code === 'string' && Object.hasOwn(REFUSALS.gate, code);
}

export interface RefusalDetails {
  /** The file or component that was refused. */
  readonly subject: string;
  readonly expected?: string;
  readonly found?: string;
  readonly findings?: CodedError['findings'];
  readonly cause?: unknown;
}

/** A refusal: which stage said no, to what, what was expected and found, and the safe next step. */
export class Refusal extends CodedError<RefusalCode> {
  override readonly name = 'Refusal';
  readonly stage: RefusalStage;
  readonly subject: string;
  readonly expected: string | undefined;
  readonly found: string | undefined;

  constructor(code: RefusalCode, message: string, details: RefusalDetails) {
    const stage = STAGE_OF.get(code) as RefusalStage;
    super(code, message, {
      hint: hintFor(stage, code, details.subject),
      ...(details.findings ? { findings: details.findings } : {}),
      data: {
        stage,
        subject: details.subject,
        ...(details.expected === undefined ? {} : { expected: details.expected }),
        ...(details.found === undefined ? {} : { found: details.found }),
      },
      cause: details.cause,
    });
    this.stage = stage;
    this.subject = details.subject;
    this.expected = details.expected;
    this.found = details.found;
  }
}

/** The safe next step, and for what the gate refuses also the command that shows the rules one by one. */
function hintFor(stage: RefusalStage, code: RefusalCode, subject: string): string {
  const hint = (REFUSALS[stage] as Record<string, string>)[code] as string;
  if (stage !== 'gate') return hint;
  if (subject.startsWith('trust/')) return `${hint} See what is trusted with \`ice trust show\`.`;
  const [target = ''] = subject.split(' ', 1);
  // Only what a shell takes as one word.
  const named = /^[\w@./:+-]+$/.test(target) ? target : 'FILE';
  return `${hint} See every rule with \`ice trust explain ${named}\`.`;
}
