import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import { templateParts, TemplateError, type Path } from '../template.js';
import type { Meaning } from './names.js';
import { declaredFix, nameOf } from './mappings.js';
import { follow, templateSteps } from './types/paths.js';
import { describe, type Rule } from './types/rules.js';

/** What the templates at some place see. */
export interface TemplateScope {
  readonly meaning: (name: string) => Meaning | undefined;
  readonly typeOf: (name: string) => Rule;
  readonly nodeId?: string | undefined;
}

/** The fields of a node whose strings are templates, by field (docs/spec/blueprint.md 7.2). */
export function templatedFields(node: DraftNode): Readonly<Record<string, unknown>> {
  switch (node.type) {
    case 'llm':
      return { prompt: node.prompt, model: node.model, llm_config: node.llm_config };
    case 'tool':
      return { tool_args: node.tool_args };
    case 'agent':
      return { agent_config: node.agent_config, llm_config: node.llm_config };
    case 'human':
      return { prompt_message: node.prompt_message };
    case 'condition':
    case 'workflow':
    case 'loop':
    case 'parallel':
    case 'recursive':
    case 'code':
    case 'monitor':
    case 'swarm':
      break;
  }
  return {};
}

/** Every text in `value` that is a template, with its pointer; depth is bounded by the prescan. */
export function* templatesIn(
  value: unknown,
  pointer: string,
): Iterable<readonly [text: string, pointer: string]> {
  if (typeof value === 'string') {
    if (value.includes('{{')) yield [value, pointer];
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield* templatesIn(member, pointer + pointerStep(name));
    }
  }
}

/** What is wrong with the templates among the strings of `value`, at any depth. */
export function* templateFindings(
  value: unknown,
  pointer: string,
  scope: TemplateScope,
): Iterable<BlueprintFinding> {
  for (const [text, at] of templatesIn(value, pointer)) yield* oneTemplate(text, at, scope);
}

function oneTemplate(text: string, pointer: string, scope: TemplateScope): BlueprintFinding[] {
  const { nodeId } = scope;
  try {
    const unknown = new Set<string>();
    return templateParts(text).flatMap((part) => {
      if (typeof part === 'string') return [];
      return part.operands.flatMap((operand) => {
        if (operand.kind === 'literal' || unknown.has(operand.root)) return [];
        if (scope.meaning(operand.root)) {
          // What stands before an `or` may lead nowhere, and what stands after it need not be looked at.
          return part.operands.length > 1 ? [] : pathFindings(operand, pointer, scope);
        }
        unknown.add(operand.root);
        const detail = `The template reads '${operand.root}', which is not known here.`;
        return [finding('template-name-unknown', pointer, detail, { nodeId })];
      });
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [finding('template-invalid', pointer, error.message, { nodeId, fix: error.hint })];
  }
}

function pathFindings(path: Path, pointer: string, { typeOf, nodeId }: TemplateScope): BlueprintFinding[] {
  const steps = templateSteps(path);
  const arrival = follow(typeOf(path.root), steps);
  if (arrival.at === 'value') return [];
  const name = quoted(nameOf(steps[arrival.step]));
  if (arrival.at === 'nowhere') {
    const detail = `The template reads ${name} of '${path.root}', and there is none in ${describe(arrival.from)}.`;
    return [finding('path-missing', pointer, detail, { nodeId })];
  }
  const detail = `The template reads ${name} of '${path.root}', which does not declare it.`;
  return [finding('path-undeclared', pointer, detail, { nodeId, fix: declaredFix(arrival.declared) })];
}
