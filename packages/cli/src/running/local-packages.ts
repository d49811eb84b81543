import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftBlueprint } from '@iceos/core/blueprint';
import type { ComponentUse } from '@iceos/core/checks';
import { digestOf } from '@iceos/core/digest';
import type { AdmittedManifest } from '@iceos/core/gate';
import { signedView } from '@iceos/core/manifest';
import { Refusal } from '@iceos/core/refusal';
import type { CommandContext } from '../context.js';
import { CommandError } from '../errors.js';
import { AcceptedVersions } from '../packages/accepted-versions.js';
import { readLock } from '../packages/ice-lock.js';
import { requireAsLocked, requireOneRegistry } from '../packages/lock-plan.js';
import { PackageStore } from '../packages/package-store.js';
import { openRegistry } from '../packages/registry.js';
import { resolvePackages } from '../packages/resolve-packages.js';
import { dynamicPackage, storedPackage, type LocalComponents } from './local-components.js';

/** The component that runs code nodes. */
export const CODE_RUNNER = 'iceos/code_runner';

/**
 * Brings what a blueprint names: what ice.lock locks, where there is one; otherwise what the server has, fetched into a
 * cache and judged here; and kits in this folder, which are dynamic.
 */
export class LocalPackages {
  private constructor(
    private readonly context: CommandContext,
    private readonly store: PackageStore,
    private readonly components: LocalComponents,
    private readonly locked: boolean,
    private readonly strict: boolean,
  ) {}

  static async open(
    context: CommandContext,
    components: LocalComponents,
    strict: boolean,
  ): Promise<LocalPackages> {
    const lock = await readLock();
    const folder = lock ? '.ice' : join(context.settings.dataDir, 'cache', 'packages');
    const store = await PackageStore.open(context, folder, lock?.registry);
    const packages = new LocalPackages(context, store, components, lock !== undefined, strict);
    if (lock) {
      requireOneRegistry(lock, store);
      const accepted = await AcceptedVersions.open(context.settings.dataDir);
      accepted.requireNoDowngrade(lock.packages);
    }
    for (const version of lock?.packages ?? []) {
      const subject = `${version.namespace}/${version.name}@${version.version}`;
      const found = await store.find(version);
      if (!found) throw notInstalled(subject);
      requireAsLocked(version, found);
      tellAge(context, subject, found.admitted);
      await components.add(storedPackage(store, found.admitted));
    }
    if (lock) await store.requireContinued(lock);
    return packages;
  }

  /** Adds everything that `blueprint` names, as far as there is any; what is missing is for the check to say. */
  async bring(blueprint: DraftBlueprint, codeRunner: boolean): Promise<void> {
    if (!this.strict) await this.bringKits(this.components.missing(blueprint));
    try {
      const missing = this.components.missing(blueprint).map(({ text }) => text);
      for (const text of new Set([...missing, ...(codeRunner ? [CODE_RUNNER] : [])])) {
        if (!this.locked) await this.bringFromServer(text);
      }
    } finally {
      // Only now: a kit that lies here may be published as well, and then it is verified.
      if (this.strict) await this.bringKits(this.components.missing(blueprint));
    }
  }

  /** Adds packages by what a bundle of this folder depends on. */
  async require(dependencies: Readonly<Record<string, string>>): Promise<void> {
    if (this.locked) return;
    const registry = await openRegistry(this.context);
    const { minReleaseAge: age } = this.context.settings;
    const chosen = await resolvePackages(dependencies, { registry, store: this.store, age, now: Date.now() });
    for (const stored of chosen.values()) {
      await this.store.keep(registry, stored);
      await this.components.add(storedPackage(this.store, stored.admitted));
    }
  }

  private async bringFromServer(reference: string): Promise<void> {
    const found = await (await openRegistry(this.context)).resolve(reference);
    if (found) await this.require({ [found.name]: found.version });
  }

  /** Kits in this folder that have what is missing are built, with a warning each; a strict run refuses them. */
  private async bringKits(missing: readonly ComponentUse[]): Promise<void> {
    if (missing.length === 0) return;
    const names = new Set<string>(missing.map(({ reference }) => reference.name));
    for (const folder of kitFolders()) {
      const { authoredManifest, buildPackage } = await import('@iceos/sdk/build');
      const authored = await authoredManifest(folder);
      const wanted = authored.components.filter(({ name }) => names.has(name));
      if (wanted.length === 0) continue;
      if (this.strict) throw dynamicRefused(folder, wanted[0]?.name ?? '', digestOf(signedView(authored)));
      for (const { name } of wanted)
        this.context.output.warn(`dynamic component ${name} – add to manifest (${folder})`);
      const cacheDir = join(this.context.settings.dataDir, 'cache', 'builds');
      const { manifest, files } = await buildPackage(folder, { cacheDir });
      await this.components.add(dynamicPackage(manifest, files, 'local'));
    }
  }
}

/** What is known about a package may be old: that is never passed over in silence (docs/spec/trust.md 4.6). */
function tellAge(context: CommandContext, subject: string, { grade, proved }: AdmittedManifest): void {
  const since = proved?.asOf === undefined ? 'never' : proved.asOf;
  const text = `what is known about ${subject} is ${grade} (log of ${since})`;
  if (grade === 'live') context.output.detail(text);
  else context.output.warn(`${text}; refresh it with \`ice install\``);
}

export function dynamicRefused(path: string, name: string, digest: string): Refusal {
  return new Refusal(
    'component-dynamic',
    `${name} in ${path} is in no verified manifest, and this run loads nothing else.`,
    {
      subject: path,
      expected: 'a signature by an enrolled key',
      found: `no signature on the manifest ${digest}`,
    },
  );
}

function kitFolders(): string[] {
  const inside = readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
  return ['.', ...inside].filter((folder) => existsSync(join(folder, 'kit.yaml')));
}

function notInstalled(subject: string): CommandError {
  return new CommandError('package-invalid', 'notFound', `${subject} is locked, and not installed here.`, {
    hint: 'Fetch what is locked with `ice install`.',
  });
}
