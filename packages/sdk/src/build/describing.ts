import { definitionOf, type Definition } from '../authoring/define.js';
import { WorkflowBuilder } from '../authoring/workflow.js';

/**
 * Evaluated in the throw-away process, together with the sources: turns what they export into plain data. `code` numbers
 * the functions behind tools, so that two names for one function become one component.
 */
export function describeModules(
  modules: readonly (readonly [file: string, exports: Readonly<Record<string, unknown>>])[],
): unknown[] {
  const functions: unknown[] = [];
  const seen = new Set<Definition>();
  return modules.flatMap(([file, exports]) =>
    Object.keys(exports)
      .sort()
      .flatMap((exported) => {
        const definition = definitionOf(exports[exported]);
        // A re-export, or a default export beside a named one, is the same definition.
        if (!definition || seen.has(definition)) return [];
        seen.add(definition);
        const run = definition.node_type === 'tool' ? definition.run : undefined;
        if (run && !functions.includes(run)) functions.push(run);
        const code = run ? functions.indexOf(run) : undefined;
        return [
          { file, exported, ...(code === undefined ? {} : { code }), text: JSON.stringify(definition) },
        ];
      }),
  );
}

/**
 * As `describeModules`, for a module that makes a blueprint: what its `build`, or its default export, gives, where a builder
 * stands for what it builds. Undefined when it exports neither.
 */
export async function describeBlueprint(
  exports: Readonly<Record<string, unknown>>,
): Promise<{ readonly text: string | undefined }> {
  const made = exports['build'] ?? exports['default'];
  const given: unknown = typeof made === 'function' ? await made() : made;
  const isBuilder = given instanceof WorkflowBuilder;
  return { text: JSON.stringify(isBuilder ? given.build() : given) };
}
