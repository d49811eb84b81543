import type { Finding } from '@iceos/core/errors';
import type { ManifestComponent } from '@iceos/core/manifest';
import { checkSchema, validateValue } from '@iceos/core/value-schema';

const SIDES = ['input', 'output'] as const;

/**
 * What is wrong with the schemas of `component` and with its examples: a schema that cannot be read, an example that does
 * not fit. Pointers begin at the component. A reference to `#/schemas/…` is looked up by the manifest's own check.
 */
export function schemaFindings(component: ManifestComponent): Finding[] {
  return SIDES.flatMap((side) => {
    const schema = component.schema?.[side];
    if (!schema || '$ref' in schema) return [];
    const faults = checkSchema(schema).filter(({ severity }) => severity === 'error');
    if (faults.length > 0) {
      return faults.map((fault) => ({ ...fault, pointer: `/schema/${side}${fault.pointer}` }));
    }
    return exampleFindings(component, side, schema);
  });
}

function exampleFindings(
  { examples = [] }: ManifestComponent,
  side: 'input' | 'output',
  schema: object,
): Finding[] {
  return examples.flatMap((example, index): Finding[] => {
    if (typeof example === 'string' || example[side] === undefined) return [];
    return validateValue(schema, example[side]).map(({ path, message }) => ({
      code: 'example-unfit',
      pointer: `/examples/${index}/${side}`,
      detail: `The ${side} of example ${index + 1} does not fit its schema: ${path} ${message}.`,
      severity: 'error',
    }));
  });
}
