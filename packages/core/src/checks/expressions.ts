import { finding, pointerStep, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import { compileCondition, ConditionError } from '../condition.js';
import { TemplateError, templateRoots } from '../template.js';

/** Whether templates and expressions at some place see a name. */
export type Sees = (name: string) => boolean;

const DECLARE = "Declare it as an input, a dependency or a mapping; inputs are also seen as 'inputs.…'.";

/** The fields of a node whose strings are templates, by field (docs/spec/blueprint.md 7). */
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

/** What is wrong with the templates among the strings of `value`, at any depth; depth is bounded by the prescan. */
export function templateFindings(
  value: unknown,
  pointer: string,
  sees: Sees,
  nodeId?: string,
): BlueprintFinding[] {
  if (typeof value === 'string') return value.includes('{{') ? oneTemplate(value, pointer, sees, nodeId) : [];
  if (typeof value !== 'object' || value === null) return [];
  const findings: BlueprintFinding[] = [];
  for (const [name, member] of Object.entries(value)) {
    const step = pointerStep(Array.isArray(value) ? Number(name) : name);
    for (const one of templateFindings(member, pointer + step, sees, nodeId)) findings.push(one);
  }
  return findings;
}

function oneTemplate(
  text: string,
  pointer: string,
  sees: Sees,
  nodeId: string | undefined,
): BlueprintFinding[] {
  try {
    return templateRoots(text)
      .filter((root) => !sees(root))
      .map((root) =>
        finding('template-name-unknown', pointer, `The template reads '${root}', which is not known here.`, {
          nodeId,
          fix: DECLARE,
        }),
      );
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [finding('template-invalid', pointer, error.message, { nodeId, fix: error.hint })];
  }
}

/** What is wrong with an expression of the condition language. */
export function conditionFindings(
  text: string,
  pointer: string,
  sees: Sees,
  nodeId: string,
): BlueprintFinding[] {
  try {
    return compileCondition(text)
      .names.filter((name) => !sees(name))
      .map((name) =>
        finding(
          'condition-name-unknown',
          pointer,
          `The expression reads '${name}', which is not known here.`,
          { nodeId, fix: DECLARE },
        ),
      );
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [finding('condition-invalid', pointer, error.message, { nodeId, fix: error.hint })];
  }
}
