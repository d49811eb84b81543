import type { NodeType } from '@iceos/core/blueprint';
import { isRefusedModel, type Model, type ModelCatalogue } from '@iceos/core/models';
import { nodeSchema } from '@iceos/core/schemas';
import type { ModelsResponse, NodeSchemaResponse } from './meta.dto.js';

type Ports = NodeSchemaResponse['ports'];

const MANY: Ports = { inputs: [{ name: 'in', max: 'many' }], outputs: [{ name: 'out', max: 'many' }] };
const ONE_IN = [{ name: 'in', max: 'one' }];
/** Where edges may begin and end, of the types that are not like the others. */
const PORTS: Partial<Record<NodeType, Ports>> = {
  condition: {
    inputs: ONE_IN,
    outputs: [
      { name: 'true', max: 'one' },
      { name: 'false', max: 'one' },
    ],
  },
  loop: {
    inputs: ONE_IN,
    outputs: [
      { name: 'body', max: 'one' },
      { name: 'out', max: 'one' },
    ],
  },
};

export function presentNodeSchema(type: NodeType): NodeSchemaResponse {
  return { type, json_schema: nodeSchema(type), ports: PORTS[type] ?? MANY };
}

/** What blueprints may name: not what the operator gave a price and checking refuses all the same. */
export function presentModels({ version, providers, models, defaultModel }: ModelCatalogue): ModelsResponse {
  return {
    version,
    providers: providers.map(({ id, label }) => ({ id, label })),
    models: models.filter(({ id }) => !isRefusedModel(id)).map(presentModel),
    defaults: { provider: defaultModel.provider, model: defaultModel.id },
  };
}

function presentModel(model: Model): ModelsResponse['models'][number] {
  return {
    id: model.id,
    provider: model.provider,
    label: model.label,
    aliases: [...model.aliases],
    tags: [...model.capabilities],
    context_window: model.contextWindow,
    max_output_tokens: model.maxOutputTokens,
    vision: model.capabilities.includes('vision'),
    reasoning: model.capabilities.includes('reasoning'),
    input_nano_usd: model.inputNanoUsd,
    output_nano_usd: model.outputNanoUsd,
  };
}
