/** Whether a model is one of the GPT-3.5 family, which is refused (docs/spec/blueprint.md 4). */
export function isRefusedModel(model: string): boolean {
  return /(?:^|\/)gpt-?3\.5/i.test(model.trim());
}
