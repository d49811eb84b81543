import { Refusal } from '@iceos/core/refusal';
import { CommandError } from '../errors.js';
import type { PackageStore } from './package-store.js';
import type { RecordedVersion, Registry } from './registry.js';

/**
 * The versions of a package that is needed by `by`, at least one. Where the registry lists none, its log is asked, for a
 * list of nothing proves nothing (docs/spec/trust.md 4.4): throws `dependency-unresolvable` when the log proves that there is
 * no such package and when that cannot be told, and `package-withheld` when the log has what the registry does not show.
 */
export async function requireVersions(
  name: string,
  by: string,
  { registry, store }: { readonly registry: Registry; readonly store: PackageStore },
): Promise<readonly RecordedVersion[]> {
  const listed = await registry.versions(name);
  if (listed.length > 0) return listed;
  const standing = await store.standing(registry, name).catch(untold);
  const needed = by === 'you' ? '' : `${by} needs ${name}. `;
  if (!standing)
    throw unresolvable(
      `${needed}The registry shows no package ${name}. Whether there is one cannot be told: its log names private packages to nobody.`,
      { proved: 'nothing' },
      'Look for what there is with `ice search`; private packages are shown to tokens of their org (`ice whoami`).',
    );
  const { leaf, asOf, checkpoint } = standing;
  const tree = `the log of ${store.registry}, ${checkpoint.size} entries as of ${asOf}`;
  const data = { tree_size: checkpoint.size, as_of: asOf };
  if (!leaf)
    throw unresolvable(
      `${needed}There is no package ${name}: ${tree}, proves it.`,
      { proved: 'absent', ...data },
      'Look for what there is with `ice search`.',
    );
  // What was published since the list was asked for is in the next one.
  const again = await registry.versions(name);
  if (again.length > 0) return again;
  throw new CommandError(
    'package-withheld',
    'refused',
    `${needed}The registry does not show ${name}, but ${tree}, has it${leaf.latest === null ? '' : ` in version ${leaf.latest}`}.`,
    {
      hint: 'It is hidden, or its files are missing. Ask the registry itself, or another mirror of it.',
      data: { proved: 'present', latest: leaf.latest, ...data },
    },
  );
}

/** What is missing leaves the question open; everything else that is wrong with a log is told. */
function untold(error: unknown): undefined {
  if (error instanceof Refusal && error.code === 'evidence-missing') return undefined;
  throw error;
}

function unresolvable(detail: string, data: Readonly<Record<string, unknown>>, hint: string): CommandError {
  return new CommandError('dependency-unresolvable', 'notFound', detail, { hint, data });
}
