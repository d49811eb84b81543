import { finding, pointerStep, quoted, type BlueprintFinding } from '../blueprint/findings.js';
import type { DraftNode } from '../blueprint/types.js';
import { isRefusedModel } from '../models/refused.js';

const SECRET = /(?:^|_|-)(?:api_?key|secret|password|(?:access|auth|bearer)_?token|authorization)$/i;

/** What is wrong with the model of an llm or agent node, and with what its configuration may not hold. */
export function modelFindings(node: DraftNode, pointer: string): BlueprintFinding[] {
  if (node.type !== 'llm' && node.type !== 'agent') return [];
  const { id: nodeId, llm_config: config, model: own } = node;
  const nested = config?.model ?? undefined;
  const model = nested ?? own ?? undefined;
  const at = pointer + (nested === undefined ? '/model' : '/llm_config/model');
  const findings = secretFindings(config, `${pointer}/llm_config`, nodeId);
  if (config?.base_url !== undefined && config.base_url !== null) {
    const detail = `Node ${quoted(nodeId)}: the address of a provider is not an author's to choose.`;
    findings.push(
      finding('provider-address-forbidden', `${pointer}/llm_config/base_url`, detail, { nodeId }),
    );
  }
  if (model === undefined || model === '') {
    if (node.type === 'agent') {
      const detail = `Node ${quoted(nodeId)}: AgentNodeConfig requires llm_config.model to be set.`;
      findings.push(finding('model-missing', pointer, detail, { nodeId }));
    }
  } else if (!model.includes('{{') && isRefusedModel(model)) {
    const detail = `Model ${quoted(model)} is not allowed. Banned models: gpt-3.5 and every model of its family.`;
    findings.push(finding('model-refused', at, detail, { nodeId }));
  }
  return findings;
}

/** Members whose names say that they hold a secret, in the configuration and in its `custom_parameters`. */
function secretFindings(config: unknown, pointer: string, nodeId: string): BlueprintFinding[] {
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([name, value]: [string, unknown]) => {
    const at = pointer + pointerStep(name);
    if (name === 'custom_parameters') return secretFindings(value, at, nodeId);
    if (!SECRET.test(name)) return [];
    const detail = `Node ${quoted(nodeId)}: ${quoted(name)} looks like a secret, which no blueprint may hold.`;
    return [finding('secret-in-blueprint', at, detail, { nodeId })];
  });
}
