import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import { isRefusedModel } from '../models/refused.js';
import type { BlueprintPolicy } from './policy.js';

/** What is wrong with the models that a node names, and with what the configuration of one may not hold. */
export function* modelFindings(
  node: DraftNode,
  pointer: string,
  policy: BlueprintPolicy,
): Iterable<BlueprintFinding> {
  if (node.type === 'swarm') {
    for (const [at, { config_overrides: config }] of (node.agents ?? []).entries()) {
      yield* configured(config, `${pointer}/agents/${at}/config_overrides`, node.id, policy);
    }
  }
  if (node.type !== 'llm' && node.type !== 'agent') return;
  const { id: nodeId, llm_config: config, model: own, provider } = node;
  const nested = config?.model ?? undefined;
  const model = nested ?? own ?? undefined;
  if (config?.base_url !== undefined && config.base_url !== null) {
    const detail = `Node ${quoted(nodeId)}: the address of a provider is not an author's to choose.`;
    yield finding('provider-address-forbidden', `${pointer}/llm_config/base_url`, detail, { nodeId });
  }
  if (model !== undefined && model !== '') {
    const at = pointer + (nested === undefined ? '/model' : '/llm_config/model');
    yield* judged(model, config?.provider ?? provider, at, nodeId, policy);
  } else if (node.type === 'agent') {
    const detail = `Node ${quoted(nodeId)}: AgentNodeConfig requires llm_config.model to be set.`;
    yield finding('model-missing', pointer, detail, { nodeId });
  }
  if (node.type === 'agent') yield* configured(node.agent_config, `${pointer}/agent_config`, nodeId, policy);
}

/** Models that stand in a configuration which is merged over that of an agent. */
function* configured(
  config: unknown,
  pointer: string,
  nodeId: string,
  policy: BlueprintPolicy,
): Iterable<BlueprintFinding> {
  if (typeof config !== 'object' || config === null) return;
  const { model, provider, llm_config: nested } = config as Readonly<Record<string, unknown>>;
  if (typeof model === 'string') {
    const by = typeof provider === 'string' ? provider : undefined;
    yield* judged(model, by, pointer + pointerStep('model'), nodeId, policy);
  }
  if (nested !== config) yield* configured(nested, `${pointer}/llm_config`, nodeId, policy);
}

/** A name that is rendered when the node runs is judged then. */
function judged(
  model: string,
  provider: string | undefined,
  pointer: string,
  nodeId: string,
  { model: judge }: BlueprintPolicy,
): BlueprintFinding[] {
  if (model.includes('{{')) return [];
  if (isRefusedModel(model)) {
    const detail = `Model ${quoted(model)} is not allowed. Banned models: gpt-3.5 and every model of its family.`;
    return [finding('model-refused', pointer, detail, { nodeId })];
  }
  const verdict = judge?.({ model, provider });
  if (!verdict || verdict.standing === 'allowed') return [];
  const code = verdict.standing === 'unknown' ? 'model-unknown' : 'model-refused';
  const detail = verdict.detail ?? `Model ${quoted(model)} is ${verdict.standing} here.`;
  return [finding(code, pointer, detail, { nodeId, fix: verdict.fix })];
}
