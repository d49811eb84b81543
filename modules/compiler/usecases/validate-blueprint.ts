import { Injectable } from '@nestjs/common';
import { readBlueprint, type BlueprintFinding, type DraftBlueprint, type Level } from '@iceos/core/blueprint';
import { checkBlueprint, type BlueprintPolicy, type ComponentUse, type Resolution } from '@iceos/core/checks';
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

/** What was found, and what it was found with. */
export interface Examined extends Validation {
  /** The blueprint as it was read, whatever checking found; undefined when it cannot be read. */
  readonly blueprint: DraftBlueprint | undefined;
  /** What its references stand for. */
  readonly resolve: (use: ComponentUse) => Resolution;
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

  async execute({ org, value, level }: ValidateInput): Promise<Examined> {
    // What is missing is found by the check, together with everything else.
    const read = readBlueprint(value);
    const table = new ComponentTable(this.directory, org);
    const { resolve } = table;
    if (!read.ok) return { valid: false, level, findings: read.findings, blueprint: undefined, resolve };
    await table.addBlueprint(read.value);
    const findings: BlueprintFinding[] = checkBlueprint(read.value, { resolve, level, policy: this.policy });
    const valid = findings.every(({ severity }) => severity !== 'error');
    return { valid, level, findings, blueprint: read.value, resolve };
  }
}

/**
 * Outside signed bundles, a strict cluster runs no code that is not asked for by its operator. Models are those of the list,
 * unless every one of them only echoes.
 */
export function blueprintPolicy({ sandbox, noDynamic, models }: AppConfig): BlueprintPolicy {
  return {
    inlineCode: sandbox.inlineCode ?? !noDynamic,
    models: models.catalogue,
    model: judgeModels(models.catalogue, { anyName: models.echoForAll }),
  };
}
