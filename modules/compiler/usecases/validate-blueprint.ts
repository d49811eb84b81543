import { Injectable } from '@nestjs/common';
import { readBlueprint, type BlueprintFinding, type DraftBlueprint, type Level } from '@iceos/core/blueprint';
import { checkBlueprint, type BlueprintPolicy } from '@iceos/core/checks';
import { judgeModels } from '@iceos/core/models';
import { AppConfig } from '../../../src/config/app-config.js';
import { ComponentDirectory } from '../../registry/component-directory.js';
import type { Validation } from '../compiler.types.js';
import { ComponentTable } from '../resolution/component-table.js';

export interface ValidateInput {
  readonly org: string;
  /** Any JSON value. */
  readonly value: unknown;
  readonly level: Level;
}

/** Says everything that is wrong with a blueprint, as this org may use components. */
@Injectable()
export class ValidateBlueprint {
  private readonly policy: BlueprintPolicy;

  constructor(
    private readonly directory: ComponentDirectory,
    config: AppConfig,
  ) {
    this.policy = blueprintPolicy(config);
  }

  /** The blueprint, unless something refuses it, and what was found. */
  async execute({
    org,
    value,
    level,
  }: ValidateInput): Promise<Validation & { readonly blueprint: DraftBlueprint | undefined }> {
    // What is missing is found by the check, together with everything else.
    const read = readBlueprint(value);
    if (!read.ok) return { valid: false, level, findings: read.findings, blueprint: undefined };
    const table = new ComponentTable(this.directory, org);
    await table.addBlueprint(read.value);
    const findings: BlueprintFinding[] = checkBlueprint(read.value, {
      resolve: table.resolve,
      level,
      policy: this.policy,
    });
    const valid = findings.every(({ severity }) => severity !== 'error');
    return { valid, level, findings, blueprint: valid ? read.value : undefined };
  }
}

/**
 * Outside signed bundles, a strict cluster runs no code that is not asked for by its operator. Models are those of the list,
 * unless every one of them only echoes.
 */
export function blueprintPolicy({ sandbox, noDynamic, models }: AppConfig): BlueprintPolicy {
  return {
    inlineCode: sandbox.inlineCode ?? !noDynamic,
    model: judgeModels(models.catalogue, { anyName: models.echoForAll }),
  };
}
