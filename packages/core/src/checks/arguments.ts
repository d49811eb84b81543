import { finding, pointerStep, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftOf } from '../blueprint/types.js';
import { ruleOf } from '../value-schema.js';
import type { Fit } from './fit.js';
import { ANY, declaredNames, memberOf, type Rule } from './types/rules.js';
import type { View } from './types/view.js';

/** Names that the engine gives every node; a parameter that happens to be called so is not meant. */
const ENGINE_NAMES: ReadonlySet<string> = new Set([
  'inputs',
  'loop_index',
  'branch_index',
  'condition_result',
]);

/** Outputs that are searched for a parameter; of more it may be a member. */
const MOST_OUTPUTS = 50;

/**
 * What a tool is given for its parameters (docs/spec/blueprint.md 7.3): its arguments, then what it sees by that name, then
 * a member of the output of a dependency. Says which of it the tool cannot take, and what it needs and is not given.
 */
export function* argumentFindings(
  node: DraftOf<'tool'>,
  number: number,
  context: { readonly pointer: string; readonly view: View; readonly fit: Fit },
): Iterable<BlueprintFinding> {
  const { pointer, view, fit } = context;
  const schema = view.outputs.componentOf(number)?.schema.input;
  const rule = ruleOf(schema);
  if (!rule) return;
  const given = node.tool_args ?? {};
  for (const [name, parameter] of rule.properties ?? []) {
    if (Object.hasOwn(given, name)) {
      yield* givenFindings(name, given[name], parameter, number, context);
      continue;
    }
    const seen = seenAs(name, number, view);
    const what = `Node '${node.id}' has no argument '${name}', so ${node.tool_name} is given what is called so`;
    if (seen === 'nothing') {
      if (!rule.required?.includes(name)) continue;
      const detail = `Node '${node.id}' gives ${node.tool_name} no '${name}', which it needs.`;
      yield finding('argument-missing', pointer, detail, {
        nodeId: node.id,
        fix: `Add '${name}' to \`tool_args\`.`,
      });
    } else if (seen !== 'mapped') yield* fit.findings(seen, parameter, pointer, what, node.id);
  }
}

function* givenFindings(
  name: string,
  value: unknown,
  parameter: Rule,
  number: number,
  { pointer, view, fit }: { readonly pointer: string; readonly view: View; readonly fit: Fit },
): Iterable<BlueprintFinding> {
  const node = view.node(number);
  if (!node) return;
  const at = `${pointer}/tool_args${pointerStep(name)}`;
  const what = `Node '${node.id}' gives '${name}'`;
  yield* fit.findings(view.typeOfValue(number, value), parameter, at, what, node.id);
}

/** The type of what a parameter without argument gets. What is mapped was compared where it is mapped. */
function seenAs(name: string, number: number, view: View): Rule | 'mapped' | 'nothing' {
  const meaning = ENGINE_NAMES.has(name) ? undefined : view.names.meaning(number, name);
  if (meaning) return meaning.kind === 'mapped' && meaning.at === number ? 'mapped' : view.typeOf(meaning);
  const before = view.names.before(number);
  const isGiven = before.length > MOST_OUTPUTS || before.some((of) => mayHave(view.outputs.of(of), name));
  return isGiven || !view.names.declaresInputs ? ANY : 'nothing';
}

function mayHave(output: Rule, name: string): boolean {
  return declaredNames(output)?.includes(name) ?? memberOf(output, { name }) !== undefined;
}
