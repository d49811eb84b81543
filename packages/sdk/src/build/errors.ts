import { CodedError, type Finding } from '@iceos/core/errors';

/** Why a package cannot be built, with the safe next step. The set is closed. */
export const BUILD_ERRORS = {
  'package-file-missing': 'Add the file, or run the command in the folder of the package.',
  'package-file-invalid': 'Correct the file at the places named.',
  'package-file-forbidden':
    'Keep plain files under plain ASCII names inside the folder of the package; no links.',
  'package-too-large': 'Make the package smaller: at most 100 MiB and 1,000 files.',
  'source-invalid': 'Correct the source at the place named.',
  'import-of-node':
    'Tools run in a sandbox without Node: use the language itself, or a host capability from `run(input, host)`.',
  'import-of-host': 'Declare the interface under `permissions` and use it as the second argument of `run`.',
  'import-of-url': 'Copy the module into the kit, or install it as a package.',
  'import-outside': 'Move the file into the folder of the package, or install it as a package.',
  'api-forbidden':
    'Use what the sandbox has: the language itself, and host capabilities from `run(input, host)`.',
  'top-level-await': 'Do the work inside `run`; a module only declares.',
  'definition-missing':
    'Export the result of defineTool, defineAgent or defineWorkflow, or a decorated class, from a file under src/.',
  'definition-invalid': 'Correct the definition at the places named.',
  'definition-duplicate': 'Rename one of the two components, or export it once.',
  'sources-failed': 'Correct the module: it must load without doing anything.',
  'sources-timeout': 'Correct the module: it must load without doing anything.',
  'component-failed':
    'Look at the message above; a module that calls the host while it loads cannot be built.',
  'component-timeout': 'Look for a loop that runs while the module loads.',
  'prebuilt-invalid':
    'Make a component of it: embed the world that `ice wit` prints, then encode it with the tools of its language.',
  'workflow-invalid': 'Correct the workflow at the places named.',
  'blueprint-missing': 'Export `build`, a function that gives what `WorkflowBuilder` builds.',
  'entrypoint-missing': 'Name one of the workflows of the bundle as `entrypoint`.',
  'dependency-invalid': 'Write `kit@range` or `namespace/kit@range`, for example `csv_loader@^1.0.0`.',
  'name-not-scaffolded': 'Choose a name as described.',
} as const;

export type BuildCode = keyof typeof BUILD_ERRORS;

/** A place in a source file: `line` counts from 1, `column` from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself. */
  readonly text?: string;
}

export interface BuildErrorDetails {
  readonly place?: SourcePlace;
  readonly findings?: readonly Finding[];
  /** Replaces the general next step of the code. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A package that cannot be built: `data.place` says where, `hint` what to do. */
export class BuildError extends CodedError<BuildCode> {
  override readonly name = 'BuildError';
  readonly place: SourcePlace | undefined;

  constructor(code: BuildCode, message: string, details: BuildErrorDetails = {}) {
    const { place } = details;
    super(code, place ? `${place.file}:${place.line}:${place.column}: ${message}` : message, {
      hint: details.hint ?? BUILD_ERRORS[code],
      ...(details.findings ? { findings: details.findings } : {}),
      data: place ? { place } : {},
      cause: details.cause,
    });
    this.place = place;
  }
}
