import { finding, type BlueprintFinding } from '../blueprint/findings.js';
import { Overlaps } from './types/overlap.js';
import { describe, type Rule } from './types/rules.js';

/** Says where what is given cannot be what is expected (docs/spec/blueprint.md 6.6). */
export class Fit {
  readonly #overlaps = new Overlaps();

  /** `what` begins the sentence: who gives what. */
  findings(source: Rule, target: Rule, pointer: string, what: string, nodeId: string): BlueprintFinding[] {
    const overlap = this.#overlaps.between(source, target);
    if (overlap === 'some') return [];
    const given = describe(source);
    const expected = describe(target);
    if (overlap === 'scant') {
      const detail = `${what}: what is given fits what is expected only when it is empty.`;
      return [finding('type-doubtful', pointer, detail, { nodeId })];
    }
    const detail =
      given === expected
        ? `${what}: no value that is given fits what is expected; both are ${given}.`
        : `${what}: given is ${given}, expected is ${expected}.`;
    return [finding('type-mismatch', pointer, detail, { nodeId })];
  }

  /** The same for several expectations; what is wrong with the first that is not met is enough. */
  firstFindings(
    source: Rule,
    targets: readonly Rule[],
    pointer: string,
    what: string,
    nodeId: string,
  ): BlueprintFinding[] {
    for (const target of targets) {
      const findings = this.findings(source, target, pointer, what, nodeId);
      if (findings.length > 0) return findings;
    }
    return [];
  }
}
