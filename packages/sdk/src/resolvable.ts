import { readBlueprint, type BlueprintFinding, type Level } from '@iceos/core/blueprint';
import { checkBlueprint, checkRest, type BlueprintPolicy, type CheckOptions } from '@iceos/core/checks';
import { judgeModels, MODELS } from '@iceos/core/models';

export interface ResolvableOptions {
  /** What a reference stands for. Without it, whether components exist is not looked at. */
  readonly resolve?: CheckOptions['resolve'];
  /** `executable` by default: what running takes. */
  readonly level?: Level;
  /** What the cluster allows; by default code, and the models that iceOS lists. */
  readonly policy?: BlueprintPolicy;
}

const NOT_FOUND: ReadonlySet<string> = new Set(['tool-unknown', 'agent-unknown', 'workflow-unknown']);

/**
 * Everything that is wrong with a blueprint, or with what a builder builds: exactly what `ice lint` and a server find,
 * because it is the same code. Empty when it is fine. Never throws, unless `resolve` or the builder does.
 */
export function validateResolvable(source: unknown, options: ResolvableOptions = {}): BlueprintFinding[] {
  const { resolve, level = 'executable', policy } = options;
  const read = readBlueprint(isBuilder(source) ? source.build() : source);
  const checks = {
    resolve: resolve ?? (() => ({ ok: false, code: 'unknown' as const })),
    level,
    policy: { models: MODELS, model: judgeModels(MODELS), ...policy },
  };
  const findings = read.ok
    ? checkBlueprint(read.value, checks)
    : [...read.findings, ...(read.rest ? checkRest(read.rest, checks) : [])];
  return resolve ? findings : findings.filter(({ code }) => !NOT_FOUND.has(code));
}

function isBuilder(source: unknown): source is { build(): unknown } {
  return (
    typeof source === 'object' && source !== null && 'build' in source && typeof source.build === 'function'
  );
}
