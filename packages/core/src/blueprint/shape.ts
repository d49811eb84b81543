import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { blueprintSchema } from '../generated/blueprint-1.2.0.js';
import { fieldsOf } from './fields.js';
import {
  finding,
  nodeLabel,
  pointerStep,
  quoted,
  type BlueprintCode,
  type BlueprintFinding,
} from './findings.js';
import { nearest } from './nearest.js';
import type { NodeType } from './types.js';

/**
 * The schema of the document, looked at one node at a time: nested nodes are opaque objects here, because the reader walks
 * to them itself, and neither required nor unknown fields are the validator's business, because drafts may lack fields.
 */
const definitions = { ...blueprintSchema.$defs, node: { type: 'object' } };

let ajv: Ajv2020 | undefined;
let documentValidator: ValidateFunction | undefined;
const nodeValidators = new Map<NodeType, ValidateFunction>();

function compile(properties: object): ValidateFunction {
  ajv ??= new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  return ajv.compile({ $defs: definitions, type: 'object', properties });
}

/** What is wrong with the members of the document besides its nodes. */
export function documentFindings(value: Readonly<Record<string, unknown>>): BlueprintFinding[] {
  const { nodes: _nodes, schema_version: _version, ...properties } = blueprintSchema.properties;
  documentValidator ??= compile(properties);
  if (documentValidator(value)) return [];
  return (documentValidator.errors ?? []).map((error) => describe(error, '', 'The blueprint', undefined));
}

/** What is wrong with the values of the fields of one node of `type`. */
export function valueFindings(
  type: NodeType,
  node: Readonly<Record<string, unknown>>,
  pointer: string,
): BlueprintFinding[] {
  let validate = nodeValidators.get(type);
  if (!validate) {
    validate = compile(fieldsOf(type).schemas);
    nodeValidators.set(type, validate);
  }
  const label = nodeLabel(node);
  const { nodeId } = idOf(node);
  if (validate(node)) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf')
    .map((error) => describe(error, pointer, label, nodeId));
}

/** Fields of a node that its type does not have. */
export function unknownFields(
  type: NodeType,
  node: Readonly<Record<string, unknown>>,
  pointer: string,
): BlueprintFinding[] {
  const known = fieldsOf(type).schemas;
  return Object.keys(node)
    .filter((field) => !(field in known))
    .map((field) => {
      const meant = nearest(field, Object.keys(known));
      const fix = meant === undefined ? undefined : `Did you mean ${quoted(meant)}?`;
      const detail = `${nodeLabel(node)}: ${quoted(field)} is no field of ${type} nodes.`;
      return finding('field-unknown', `${pointer}${pointerStep(field)}`, detail, { ...idOf(node), fix });
    });
}

/** Fields that running the node takes and that it lacks. */
export function missingFields(
  type: NodeType,
  node: Readonly<Record<string, unknown>>,
  pointer: string,
): BlueprintFinding[] {
  return fieldsOf(type)
    .required.filter((field) => node[field] === undefined)
    .map((field) =>
      finding('field-missing', pointer, `${nodeLabel(node)}: ${type} nodes need ${quoted(field)}.`, {
        ...idOf(node),
        fix: `Add ${quoted(field)}.`,
      }),
    );
}

function idOf(node: Readonly<Record<string, unknown>>): { nodeId?: string } {
  return typeof node.id === 'string' ? { nodeId: node.id } : {};
}

function describe(
  error: ErrorObject,
  pointer: string,
  label: string,
  nodeId: string | undefined,
): BlueprintFinding {
  const place = error.instancePath === '' ? 'it' : `\`${error.instancePath.slice(1).replaceAll('/', '.')}\``;
  const [code, says, step] = translate(error);
  return finding(code, `${pointer}${error.instancePath}${step}`, `${label}: ${place} ${says}.`, { nodeId });
}

/** Code, predicate of the sentence and further step of the pointer for one fault the validator found. */
function translate({ keyword, params }: ErrorObject): [code: BlueprintCode, says: string, step: string] {
  const parameters: Readonly<Record<string, unknown>> = params;
  const limit = String(parameters.limit);
  switch (keyword) {
    case 'type':
      return ['field-type', `must be ${typeNames(parameters.type)}`, ''];
    case 'required':
      return ['field-value', `lacks ${quoted(parameters.missingProperty)}`, ''];
    case 'additionalProperties': {
      const member = String(parameters.additionalProperty);
      return ['field-unknown', `has an unknown member ${quoted(member)}`, pointerStep(member)];
    }
    case 'enum':
      return ['field-value', `must be one of ${(parameters.allowedValues as unknown[]).join(', ')}`, ''];
    case 'minimum':
      return ['field-value', `must be at least ${limit}`, ''];
    case 'maximum':
      return ['field-value', `must be at most ${limit}`, ''];
    case 'exclusiveMinimum':
      return ['field-value', `must be more than ${limit}`, ''];
    case 'minLength':
      return ['field-value', limit === '1' ? 'must not be empty' : `must have ${limit} characters`, ''];
    case 'maxLength':
      return ['field-value', `must have at most ${limit} characters`, ''];
    case 'minItems':
      return ['field-value', `must have at least ${limit} entries`, ''];
    case 'maxItems':
    case 'maxProperties':
      return ['field-value', `must have at most ${limit} entries`, ''];
    default:
      return ['field-value', 'has a form that is not allowed', ''];
  }
}

const ARTICLES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  null: 'null',
};

function typeNames(types: unknown): string {
  return (Array.isArray(types) ? types : String(types).split(','))
    .map((type: unknown) => ARTICLES[String(type)] ?? String(type))
    .join(' or ');
}
