import { readBlueprint } from '../blueprint.js';
import { parseDigest } from '../digest.js';
import { isObject } from '../value-schema/literal.js';

/** Why a value is no frozen blueprint, or undefined when it is one. Never throws. */
export function frozenFault(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is no object';
  if (value.schema_version !== 'frozen.v1') return 'its schema_version is not frozen.v1';
  if (!Number.isSafeInteger(value.interpreter_abi)) return 'interpreter_abi is no integer';
  if (value.code_runner !== undefined && typeof value.code_runner !== 'string')
    return 'code_runner is no text';
  if (!Array.isArray(value.permissions)) return 'permissions is no list';
  const cost = costFault(value.cost);
  if (cost !== undefined) return cost;
  const { components, workflows, source } = value;
  if (!isObject(components) || !isObject(workflows)) return 'components or workflows is no object';
  for (const [name, component] of Object.entries({
    ...components,
    ...(source === undefined ? {} : { source }),
  })) {
    const fault = componentFault(component);
    if (fault !== undefined) return `component ${name}: ${fault}`;
  }
  for (const [name, flow] of Object.entries({ ...workflows, '': value })) {
    const fault = flowFault(flow);
    if (fault !== undefined) return name === '' ? fault : `workflow ${name}: ${fault}`;
  }
  return undefined;
}

const TEXTS = ['node_type', 'name', 'namespace', 'package', 'version', 'component_version'];
const DIGESTS = ['manifest_digest', 'component_digest'];

function componentFault(component: unknown): string | undefined {
  if (!isObject(component)) return 'it is no object';
  const text = TEXTS.find((member) => typeof component[member] !== 'string');
  if (text !== undefined) return `${text} is no text`;
  const digest = DIGESTS.find((member) => parseDigest(component[member]) === undefined);
  if (digest !== undefined) return `${digest} is no digest`;
  const { key_fingerprint: key } = component;
  if (key !== undefined && parseDigest(key) === undefined) return 'key_fingerprint is no digest';
  if (!Array.isArray(component.permissions)) return 'permissions is no list';
  const { schema, limits } = component;
  if (!isObject(limits)) return 'limits is no object';
  return isObject(schema) && isObject(schema.input) && isObject(schema.output)
    ? undefined
    : 'schema lacks input or output';
}

function flowFault(flow: unknown): string | undefined {
  if (!isObject(flow) || !isObject(flow.plan) || !isObject(flow.faults)) return 'plan or faults is no object';
  const { order, levels, critical_path: path } = flow.plan;
  const lists: unknown[] = [order, path, ...(Array.isArray(levels) ? (levels as unknown[]) : [undefined])];
  if (!lists.every(isTexts)) return 'plan does not list texts';
  if (!Object.values(flow.faults).every((faults) => Array.isArray(faults) && faults.every(isObject))) {
    return 'faults does not list objects';
  }
  const read = readBlueprint(flow.blueprint);
  return read.ok ? undefined : `blueprint: ${read.findings[0]?.pointer} ${read.findings[0]?.detail}`;
}

function costFault(cost: unknown): string | undefined {
  if (!isObject(cost) || typeof cost.catalogue !== 'string') return 'cost names no list of models';
  const { bound_nano_usd: bound, expected_nano_usd: expected, drivers, unbounded } = cost;
  if (bound !== null && !isAmount(bound)) return 'cost has a bound that is no amount';
  if (!isAmount(expected)) return 'cost expects no amount';
  const lists = [drivers, unbounded].every((list) => Array.isArray(list) && list.every(isObject));
  return lists ? undefined : 'cost does not list objects';
}

function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
