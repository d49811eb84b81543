import { readBlueprint, type BlueprintFinding } from '@iceos/core/blueprint';
import { canonicalBytes } from '@iceos/core/canonical';
import type { ManifestComponent } from '@iceos/core/manifest';
import { validateResolvable } from '../resolvable.js';
import { readAuthored, type AuthoredFile } from './documents.js';
import { BuildError } from './errors.js';
import { readPlain } from './files.js';

/** A workflow of a bundle: its document as packaged, and what the manifest says about it. */
export interface BuiltWorkflow {
  readonly id: string;
  /** Where the document is in the package. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly component: ManifestComponent;
}

/** What `metadata` of a workflow may say for the manifest; anything else in it is free. */
interface WorkflowMetadata {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: string[];
  readonly icon?: string;
  readonly version?: string;
  readonly examples?: ManifestComponent['examples'];
  /** JSON Schemas, which win over what follows from `inputs` and `outputs`. */
  readonly schema?: ManifestComponent['schema'];
}

/** What the cluster that runs it says: whether it has a model. */
const ELSEWHERE = 'model-unknown';

/**
 * Reads the workflow at `source` of the bundle `bundle`: its id is its own, or `bundle.stem`. Rejects with a `BuildError` that
 * holds everything that is wrong with it by itself. How it fits the components that it names is looked at when it is
 * published, and by `ice lint`.
 */
export async function buildWorkflow(
  dir: string,
  source: string,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<BuiltWorkflow> {
  const stem = (source.split('/').at(-1) ?? source).replace(/\.(ya?ml|json)$/, '');
  const authored = readAuthored(source, await readPlain(dir, source));
  const value = withId(authored, `${name}.${stem}`);
  const findings = validateResolvable(value).filter(
    ({ code, severity }) => severity === 'error' && code !== ELSEWHERE,
  );
  const result = readBlueprint(value, 'executable');
  if (!result.ok || findings.length > 0) throw workflowError(authored, findings);
  const blueprint = result.value;
  const id = blueprint.id ?? '';
  const path = `workflows/${stem}.json`;
  const metadata = (blueprint.metadata ?? {}) as WorkflowMetadata;
  return {
    id,
    path,
    bytes: canonicalBytes({ ...blueprint, schema_version: blueprint.schema_version ?? '1.2.0' }),
    component: {
      node_type: 'workflow',
      name: id,
      version: metadata.version ?? version,
      ...(metadata.title === undefined ? {} : { title: metadata.title }),
      ...(metadata.description === undefined ? {} : { description: metadata.description }),
      ...(metadata.icon === undefined ? {} : { icon: metadata.icon }),
      ...(metadata.tags ? { tags: metadata.tags } : {}),
      schema: metadata.schema ?? schemaOf(blueprint),
      document: { path },
      ...(metadata.examples ? { examples: metadata.examples } : {}),
    },
  };
}

function withId({ value }: AuthoredFile, id: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { id, ...value } : value;
}

function workflowError(authored: AuthoredFile, findings: readonly BlueprintFinding[]): BuildError {
  const [first] = findings;
  return new BuildError('workflow-invalid', first?.detail ?? `${authored.file} is not a blueprint.`, {
    place: authored.placeOf(first?.pointer ?? ''),
    findings,
    ...(first?.fix ? { hint: first.fix } : {}),
  });
}

/** Schemas that follow from the names of inputs and outputs. */
function schemaOf(blueprint: {
  readonly inputs?: { readonly required?: readonly string[]; readonly optional?: readonly string[] };
  readonly outputs?: Readonly<Record<string, unknown>>;
}): NonNullable<ManifestComponent['schema']> {
  const { required = [], optional = [] } = blueprint.inputs ?? {};
  const anything = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));
  const outputs = Object.keys(blueprint.outputs ?? {});
  return {
    input: { type: 'object', properties: anything([...required, ...optional]), required: [...required] },
    output: {
      type: 'object',
      ...(outputs.length > 0 ? { properties: anything(outputs), required: outputs } : {}),
    },
  };
}
