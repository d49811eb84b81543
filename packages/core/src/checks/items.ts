import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftOf } from '../blueprint/types.js';
import * as types from '../value-schema/rules.js';
import { declaredFix, nameOf } from './mappings.js';
import { dotSteps, follow } from './types/paths.js';
import { describe, typesOf } from './types/rules.js';
import type { View } from './types/view.js';

/** What is wrong with the list that a loop goes through: nothing is known by its name, or it is no list. */
export function* itemsFindings(
  { id: nodeId, items_source: source }: DraftOf<'loop'>,
  number: number,
  pointer: string,
  view: View,
): Iterable<BlueprintFinding> {
  if (source === undefined) return;
  const at = `${pointer}/items_source`;
  const [root, ...steps] = dotSteps(source);
  const name = root?.name ?? '';
  if (!view.names.meaning(number, name)) {
    const detail = `Node '${nodeId}' loops over '${source}', but '${name}' is not known here.`;
    yield finding('path-name-unknown', at, detail, { nodeId });
    return;
  }
  const arrival = follow(view.typeOfName(number, name), steps);
  if (arrival.at === 'value') {
    if ((typesOf(arrival.type) & types.ARRAY) !== 0) return;
    const detail = `Node '${nodeId}' loops over '${source}', which is ${describe(arrival.type)}.`;
    yield finding('items-not-a-list', at, detail, { nodeId });
    return;
  }
  const lost = nameOf(steps[arrival.step]);
  if (arrival.at === 'nowhere') {
    const detail = `Node '${nodeId}' loops over '${source}', but there is no '${lost}' in ${describe(arrival.from)}.`;
    yield finding('path-missing', at, detail, { nodeId });
  } else {
    const detail = `Node '${nodeId}' loops over '${source}', but '${lost}' is not declared there.`;
    yield finding('path-undeclared', at, detail, { nodeId, fix: declaredFix(arrival.declared) });
  }
}
