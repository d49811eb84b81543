import { Injectable } from '@nestjs/common';
import { readBlueprint, type BlueprintFinding, type DraftBlueprint, type Level } from '@iceos/core/blueprint';
import { checkBlueprint, neededPermissions, type ComponentUse, type Resolution } from '@iceos/core/checks';
import { freezeBlueprint } from '@iceos/core/freeze';
import { AppConfig } from '../../../src/config/app-config.js';
import { ComponentDirectory } from '../../registry/component-directory.js';
import type { Validation } from '../compiler.types.js';
import { ComponentTable } from '../resolution/component-table.js';
import { CODE_RUNNER, freezingOptions } from './freezing.js';

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
  private readonly freezing: ReturnType<typeof freezingOptions>;

  constructor(
    private readonly directory: ComponentDirectory,
    config: AppConfig,
  ) {
    this.freezing = freezingOptions(config);
  }

  async execute({ org, value, level }: ValidateInput): Promise<Examined> {
    // What is missing is found by the check, together with everything else.
    const read = readBlueprint(value);
    const table = new ComponentTable(this.directory, org, level === 'executable' ? CODE_RUNNER : undefined);
    const { resolve } = table;
    if (!read.ok) {
      return { valid: false, level, findings: read.findings, permissions: [], blueprint: undefined, resolve };
    }
    const blueprint = read.value;
    await table.addBlueprint(blueprint);
    const findings = this.examine(blueprint, level, table);
    const permissions = neededPermissions(blueprint, resolve);
    return { valid: isValid(findings), level, findings, permissions, blueprint, resolve };
  }

  /** What is called executable can be frozen: what only that finds, such as workflows in a ring, is found as well. */
  private examine(
    blueprint: DraftBlueprint,
    level: Level,
    table: ComponentTable,
  ): readonly BlueprintFinding[] {
    const { resolve } = table;
    const { policy } = this.freezing;
    const findings = checkBlueprint(blueprint, { resolve, level, ...(policy ? { policy } : {}) });
    if (level !== 'executable' || !isValid(findings)) return findings;
    const frozen = freezeBlueprint(blueprint, { ...this.freezing, resolve });
    return frozen.ok ? findings : [...findings, ...frozen.findings];
  }
}

function isValid(findings: readonly BlueprintFinding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}
