import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One line of the table. `peer` is what it is held against, measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'µs' | '/s' | 'MB' | 'bytes a call' | 'bytes';
  readonly peer?: { readonly name: string; readonly value: number };
}

/** Has the engine collect all that is garbage, so that what is measured next is held. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Milliseconds that `action` took, with what it gave. */
export async function timed<Result>(
  action: () => Result | Promise<Result>,
): Promise<{ readonly ms: number; readonly result: Result }> {
  const startedAt = performance.now();
  const result = await action();
  return { ms: performance.now() - startedAt, result };
}

/** Milliseconds that each of `count` runs of `action` took, `atOnce` at a time. */
export async function timeMany(count: number, action: () => unknown, atOnce = 1): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) times.push((await timed(action)).ms);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return times;
}

/** How many times a second `action` can be done, `atOnce` at a time, after a tenth as many to warm up. */
export async function rate(count: number, action: () => unknown, atOnce = 1): Promise<number> {
  await timeMany(Math.ceil(count / 10), action, atOnce);
  const { ms } = await timed(() => timeMany(count, action, atOnce));
  return (count / ms) * 1000;
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How much `values` grow from one to the next: the slope of the straight line that fits them best. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rise = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  return rise / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
}

/** The figures as columns. A ratio says how the figure compares with its peer: for rates, the share of the peer's. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, peer }) => [
    name,
    `${shown(value)} ${unit}`,
    peer ? `${peer.name}: ${shown(peer.value)} ${unit}` : '',
    peer ? `× ${shown(value / peer.value)}` : '',
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number): string {
  if (value === 0) return '0';
  if (value < 0) return `-${shown(-value)}`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
