import { readBlueprint, type Level } from '@iceos/core/blueprint';
import { validateResolvable } from '@iceos/sdk/resolvable';
import type { CommandContext } from '../context.js';
import { LocalComponents } from '../running/local-components.js';
import { LocalPackages } from '../running/local-packages.js';
import { localPolicy } from '../running/local-policy.js';
import { readAuthoredBlueprint, type FileFinding } from './read.js';

export interface LintOptions {
  readonly level: Level;
  /** Looks no component up, so whether they exist is not said. */
  readonly offline: boolean;
  /** Whether only verified manifests count. */
  readonly strict: boolean;
}

/** Checks blueprints as a server does, with the components of ice.lock, of the server and of kits in this folder. */
export class BlueprintLinter {
  readonly #components = new LocalComponents();
  #packages: Promise<LocalPackages> | undefined;

  constructor(
    private readonly context: CommandContext,
    private readonly options: LintOptions,
  ) {}

  /** The value of `file` and everything that is wrong with it. */
  async lint(file: string): Promise<{ readonly value: unknown; readonly findings: readonly FileFinding[] }> {
    const authored = await readAuthoredBlueprint(file);
    if (!authored.ok) return { value: undefined, findings: authored.findings };
    const { value } = authored;
    const { level, offline, strict } = this.options;
    if (!offline) await this.#bring(value);
    const { resolve } = this.#components;
    const findings = validateResolvable(value, {
      level,
      policy: localPolicy(this.context.settings, strict).policy,
      ...(offline ? {} : { resolve }),
    });
    return { value, findings: findings.map((found) => authored.place(found)) };
  }

  async #bring(value: unknown): Promise<void> {
    const read = readBlueprint(value);
    const blueprint = read.ok ? read.value : read.rest?.blueprint;
    if (!blueprint || this.#components.missing(blueprint).length === 0) return;
    this.#packages ??= LocalPackages.open(this.context, this.#components, this.options.strict);
    await (await this.#packages).bring(blueprint, false);
  }
}
