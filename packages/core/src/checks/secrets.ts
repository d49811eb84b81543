import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftBlueprint, DraftNode } from '../blueprint/types.js';
import { rawLists } from '../blueprint/nesting.js';
import type { Graph } from '../graph.js';

/** Forms of secrets that hardly anything else has, each tried once, at the beginning of a run of their characters. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  [
    'an OpenAI key',
    /^sk-(?:(?:proj|svcacct|admin)-[\w-]{20,}|\w{20}T3BlbkFJ\w{20}|[A-Za-z0-9]{48}(?![\w-]))/,
  ],
  ['an Anthropic key', /^sk-ant-[a-z]{3,10}\d\d-[\w-]{32,}/],
  [
    'a key of a model provider',
    /^(?:sk-(?:or-v1-)?[a-f0-9]{32}|gsk_[A-Za-z0-9]{40}|xai-[A-Za-z0-9]{40}|hf_[A-Za-z0-9]{30})/,
  ],
  ['a Google key', /^(?:AIza[\w-]{35}(?![\w-])|GOCSPX-[\w-]{20}|ya29\.[\w-]{40})/],
  ['an AWS access key', /^(?:AKIA|ASIA)[A-Z2-7]{16}(?![\w-])/],
  ['a GitHub token', /^(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40})/],
  ['a GitLab token', /^glpat-[\w-]{20}/],
  ['a Slack token', /^xox[abeprs]-[A-Za-z0-9-]{20,}/],
  ['a Stripe key', /^[rs]k_(?:live|test)_[A-Za-z0-9]{20}/],
  ['an npm token', /^npm_[A-Za-z0-9]{36}/],
  ['a SendGrid key', /^SG\.[\w-]{22}\.[\w-]{43}/],
  ['a token of iceOS', /^ice_[\w-]{43}(?![\w-])/],
  ['a JSON Web Token', /^eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}/],
];

const RUN = /[\w.-]{16,}/g;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY-----/;
const AWS_SECRET = /aws_?secret_?access_?key["'\s:=]{1,10}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/i;
const ADDRESS = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/{}]{1,64}:([^\s@/{}]{6,128})@[\w.-]/gi;
/** What examples write for a password. */
const PLACEHOLDER = /^(?:your[-_]?)?(?:pass(?:word)?|secret|token|changeme|example|[*x.]+|<.*>|\$.*|%.*)$/i;
/** Nothing shorter is looked at. */
const LEAST_LENGTH = 16;
/** Fewer different characters than that, and it is a placeholder such as sk-proj-xxxxxxxx. */
const LEAST_DIFFERENT = 14;

/**
 * What kind of secret stands in `text`, or undefined: keys of providers, tokens, private keys, addresses with a password
 * (docs/spec/blueprint.md 6.8). Takes time proportional to the text, whatever it is.
 */
export function secretIn(text: string): string | undefined {
  if (text.length < LEAST_LENGTH) return undefined;
  for (const [run] of text.matchAll(RUN)) {
    const found = FORMS.find(([, form]) => form.test(run));
    if (found && !run.includes('EXAMPLE') && new Set(run).size >= LEAST_DIFFERENT) return found[0];
  }
  if (text.includes('PRIVATE KEY-----') && PRIVATE_KEY.test(text)) return 'a private key';
  if (AWS_SECRET.test(text)) return 'an AWS secret key';
  if (!text.includes('://')) return undefined;
  for (const [, password = ''] of text.matchAll(ADDRESS)) {
    if (!PLACEHOLDER.test(password)) return 'an address with a password';
  }
  return undefined;
}

/** Member names that say that a secret is in them. */
const SECRET_NAME = /(?:^|_|-)(?:api_?key|secret|password|(?:access|auth|bearer)_?token|authorization)$/i;

/** Secrets in any text of a blueprint, and members of the configuration of models that are made for them. */
export function* secretFindings(blueprint: DraftBlueprint, graph: Graph): Iterable<BlueprintFinding> {
  for (const { node, pointer } of graph.places) yield* inNode(node, pointer);
  const { nodes: _nodes, ...rest } = blueprint;
  yield* inTexts(rest, '', undefined);
}

function* inNode(node: DraftNode, pointer: string): Iterable<BlueprintFinding> {
  const { id: nodeId } = node;
  const fields = new Map<string, unknown>(Object.entries(node));
  for (const { pointer: list } of rawLists(node.type, { ...node })) fields.delete(list.split('/')[1] ?? '');
  if (node.type === 'llm' || node.type === 'agent') {
    for (const name of namedSecrets(node.llm_config)) {
      const detail = `Node ${quoted(nodeId)}: ${quoted(name.at(-1))} looks like a secret, which no blueprint may hold.`;
      yield finding('secret-in-blueprint', `${pointer}/llm_config${name.map(pointerStep).join('')}`, detail, {
        nodeId,
      });
      fields.set('llm_config', without(fields.get('llm_config'), name));
    }
  }
  for (const [field, value] of fields) yield* inTexts(value, pointer, nodeId, [field]);
}

/** Paths of the members of a configuration, and of its `custom_parameters`, whose names say that they hold a secret. */
function namedSecrets(config: unknown): string[][] {
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'custom_parameters') return namedSecrets(value).map((path) => [name, ...path]);
    return SECRET_NAME.test(name) ? [[name]] : [];
  });
}

function without(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  const copy = { ...(value as Record<string, unknown>) };
  if (rest.length > 0) copy[name] = without(copy[name], rest);
  else delete copy[name];
  return copy;
}

/** Keeps the steps to where it is, since pointers are hardly ever needed. Depth is bounded by the prescan. */
function* inTexts(
  value: unknown,
  pointer: string,
  nodeId: string | undefined,
  steps: string[] = [],
): Iterable<BlueprintFinding> {
  if (typeof value === 'string') {
    const what = secretIn(value);
    if (what === undefined) return;
    // What the secret is stays out of the finding, which may be logged.
    const detail = `This text holds ${what}, which no blueprint may.`;
    yield finding('secret-in-blueprint', pointer + steps.map(pointerStep).join(''), detail, { nodeId });
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' ? member.length < LEAST_LENGTH : typeof member !== 'object') continue;
      steps.push(name);
      yield* inTexts(member, pointer, nodeId, steps);
      steps.pop();
    }
  }
}
