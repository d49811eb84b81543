import type { Finding } from '../errors.js';
import type { RefusalCode } from '../refusal.js';

/**
 * What a finding is about, which decides when it refuses (docs/spec/blueprint.md 6.4):
 * - `document`, `structure`, `reference`, `policy`: always;
 * - `configuration`: one node is incomplete or wrong. Drafts may be; what is finalized may not; started, that node fails;
 * - `advice`: never.
 */
export type FindingKind = 'document' | 'structure' | 'reference' | 'policy' | 'configuration' | 'advice';

const DECLARE = "Declare it as an input, a dependency or a mapping; inputs are also seen as 'inputs.…'.";

const RULES = {
  'not-json': ['document', 'Send plain JSON: objects, arrays, strings, numbers, booleans and null.'],
  'not-yaml': ['document', 'Correct the text at the place named.'],
  'duplicate-member': ['document', 'Keep one of the two.'],
  'too-large': ['document', 'Make the document smaller: at most 4 MiB.'],
  'too-deep': ['document', 'Nest less: at most 64 levels of objects and arrays.'],
  'too-many-values': ['document', 'Pass data as inputs of the run, not as part of the blueprint.'],
  'too-many-nodes': ['document', 'Split it into workflows of at most 10,000 nodes.'],
  'schemas-excessive': ['document', 'Use fewer or simpler patterns in the schemas of the nodes.'],
  'too-many-findings': ['advice', 'Mend what is listed and check again.'],
  'forbidden-member': ['document', 'Rename the member.'],
  'malformed-text': ['document', 'Replace the lone surrogate by a character.'],
  'unsafe-number': ['document', 'Send large integers as text.'],
  'schema-version-unsupported': ['document', 'Set `schema_version` to 1.2.0.'],
  'field-unknown': ['document', 'Remove it.'],
  'field-type': ['document', 'Give it a value of that type.'],
  'field-value': ['document', 'Give it a value within the bounds.'],
  'node-type-unknown': ['document', 'Use one of the twelve node types.'],

  'id-duplicate': ['structure', 'Give every node its own id, nested nodes included.'],
  'dependency-missing': ['structure', 'Add the node, or remove the dependency.'],
  'dependency-self': ['structure', 'Remove it from its own dependencies.'],
  'dependency-container': [
    'structure',
    'A nested node has the context of its container without depending on it.',
  ],
  'dependency-out-of-scope': [
    'structure',
    'Depend on the node that contains it, and read its output from there.',
  ],
  'recursive-source-missing': ['structure', 'Name nodes of this blueprint.'],
  cycle: ['structure', 'Remove one of the dependencies, or let a recursive node name another as its source.'],
  'nodes-empty': ['structure', 'Add a node.'],

  'reference-invalid': ['reference', 'Write `name`, `namespace/name` or `namespace/name@range`.'],
  'tool-unknown': ['reference', 'Search for it (`ice search`), or publish it.'],
  'workflow-unknown': ['reference', 'Search for it (`ice search`), or publish it.'],
  'workflow-cycle': ['reference', 'A workflow cannot run itself; use a recursive node or a loop.'],
  'workflow-too-deep': ['reference', 'Nest workflows at most 16 deep.'],
  'workflow-invalid': ['reference', 'Ask its publisher for a version that can be frozen.'],
  'component-refused': ['reference', 'Use a component that the load gate admits.'],

  'component-forbidden': ['policy', 'Ask for access, or use another component.'],
  'model-refused': ['policy', 'Use a current model such as gpt-4o.'],
  'model-unknown': ['policy', 'Use a model of the catalogue.'],
  'secret-in-blueprint': ['policy', 'Remove it, and revoke it: secrets live with the operator only.'],
  'provider-address-forbidden': ['policy', 'Remove it: the operator sets the addresses of providers.'],
  'inline-code-forbidden': ['policy', 'Publish the code as a tool, or in a signed bundle.'],

  'field-missing': ['configuration', 'Add it.'],
  'agent-unknown': ['configuration', 'Search for it (`ice search`), or publish it.'],
  'mapping-source': ['configuration', 'Add the node to `dependencies`.'],
  'mapping-key': ['configuration', 'Use a key of the output, or `.` for the whole of it.'],
  'type-mismatch': ['configuration', 'Map another value, convert it in between, or correct the schemas.'],
  'path-missing': ['configuration', 'Read what is there, or give a fallback: {{ … or … }}.'],
  'items-not-a-list': ['configuration', 'Name a list by its path, such as csv.rows.'],
  'template-invalid': ['configuration', 'Correct the expression between {{ and }}.'],
  'condition-invalid': ['configuration', 'Correct the expression.'],
  'condition-type': ['configuration', 'Compare and calculate with values of fitting types.'],
  'permission-undeclared': ['configuration', 'Remove it: a node can only keep what the manifest declares.'],
  'iterations-excessive': ['configuration', 'Lower `max_iterations`, or nest fewer loops.'],
  'model-missing': ['configuration', 'Set `llm_config.model` or `model`.'],
  'code-missing': ['configuration', 'Put the source text into `code`.'],
  'code-import-unknown': [
    'configuration',
    'Name capabilities of the host, such as `kv` or `files`; a code node imports no modules.',
  ],
  'code-language-unsupported': ['configuration', 'Write it in JavaScript or TypeScript.'],
  'schemas-missing': ['configuration', 'Declare both schemas.'],
  'schema-invalid': ['configuration', 'Correct the schema.'],
  'choices-missing': ['configuration', 'List at least two choices.'],
  'approval-order': ['configuration', 'Set `timeout_seconds`, and `auto_approve_after` below it.'],
  'roles-duplicate': ['configuration', 'Give every agent its own role.'],
  'recursion-target': ['configuration', 'Set exactly one of `agent_package` and `workflow_ref`.'],
  'branches-empty': ['configuration', 'Add a branch.'],
  'attempts-excessive': ['configuration', 'Retry in fewer places: attempts of nested nodes multiply.'],

  'cost-unbounded': ['advice', 'Set `max_iterations` of the loop, or leave out the parameter.'],
  'cost-unknown': [
    'advice',
    'Name a model of the list, or have the operator give it a price (ICE_PRICING_JSON).',
  ],
  'cost-excessive': ['advice', 'Lower iterations, retries or `max_tokens`.'],
  'node-unreachable': ['advice', 'Mend what it waits for.'],
  'template-name-unknown': ['advice', DECLARE],
  'condition-name-unknown': ['advice', DECLARE],
  'path-name-unknown': ['advice', DECLARE],
  'path-undeclared': ['advice', 'Correct the name, or declare it in the schema.'],
  'type-doubtful': ['advice', 'Make the schemas agree.'],
  'argument-missing': [
    'advice',
    'Give it in `tool_args` or `input_mappings`, or declare an input of that name.',
  ],
  'loop-unbounded': ['advice', 'Set `max_iterations`, which bounds what the loop costs, too.'],
  'branch-unreachable': ['advice', 'Let the expression read something, or remove the branch.'],
  'untrusted-flow': ['advice', 'Put a human node in between, or take the permission from the tool.'],
  'schema-keyword-unknown': ['advice', 'Remove it.'],
  'schema-literal-unknown': ['advice', 'Use str, int, float, bool, dict, list or list[…].'],
  'component-deprecated': ['advice', 'Move to its replacement.'],
  'id-shadows': ['advice', 'Choose an id that is not a name of the engine.'],
  'timeout-excessive': ['advice', 'Keep attempts short and retry them.'],
} as const satisfies Record<string, readonly [FindingKind, string]>;

export type BlueprintCode = keyof typeof RULES;

/** A finding in a blueprint: which node it concerns, if one, and what kind it is. */
export interface BlueprintFinding extends Finding {
  readonly code: BlueprintCode;
  readonly kind: FindingKind;
  readonly nodeId?: string;
  /** Why the load gate refuses the component. */
  readonly refusal?: RefusalCode;
}

/** The general next step for a code; undefined for a code that there is not. */
export function fixOf(code: string): string | undefined {
  return Object.hasOwn(RULES, code) ? RULES[code as BlueprintCode][1] : undefined;
}

export function finding(
  code: BlueprintCode,
  pointer: string,
  detail: string,
  more: {
    readonly nodeId?: string | undefined;
    readonly fix?: string | undefined;
    readonly refusal?: RefusalCode;
  } = {},
): BlueprintFinding {
  const [kind, fix] = RULES[code];
  return {
    code,
    kind,
    pointer,
    detail,
    fix: more.fix ?? fix,
    severity: kind === 'advice' ? 'warning' : 'error',
    ...(more.nodeId === undefined ? {} : { nodeId: more.nodeId }),
    ...(more.refusal === undefined ? {} : { refusal: more.refusal }),
  };
}

const MAX_FINDINGS = 1000;

/** Collects findings up to a bound, so that a hostile document costs no more to refuse than to read. */
export class FindingList {
  readonly #findings: BlueprintFinding[] = [];

  add(found: BlueprintFinding): void {
    if (!this.full) this.#findings.push(found);
  }

  /** Takes no more than fit, and asks for no more. */
  addAll(found: Iterable<BlueprintFinding>): void {
    for (const one of found) {
      if (this.full) return;
      this.#findings.push(one);
    }
  }

  /** Whether looking further is of no use. */
  get full(): boolean {
    return this.#findings.length >= MAX_FINDINGS;
  }

  /** What was added; when that may not be all, the last one says so. */
  list(): BlueprintFinding[] {
    if (!this.full) return [...this.#findings];
    return [
      ...this.#findings,
      finding('too-many-findings', '', `Only the first ${MAX_FINDINGS} findings are listed.`),
    ];
  }
}

/** `member` as one step of a JSON pointer (RFC 6901). */
export function pointerStep(member: string | number): string {
  if (typeof member === 'number' || !/[~/]/.test(member)) return `/${member}`;
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** How messages name a node that may not even have an id. */
export function nodeLabel({ id }: { readonly id?: unknown }): string {
  return typeof id === 'string' && id !== '' ? `Node ${quoted(id)}` : 'The node';
}

/** `text` for a message: quoted, and cut so that no document can fill a log. */
export function quoted(text: unknown): string {
  if (typeof text === 'object' && text !== null) return Array.isArray(text) ? 'a list' : 'an object';
  const shown = String(text);
  return `'${shown.length > 80 ? `${shown.slice(0, 79)}…` : shown}'`;
}
