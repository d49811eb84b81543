import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digestOf } from '@iceos/core/digest';
import type { CommandContext, CommandRun } from '../context.js';
import { known, UsageError } from '../errors.js';
import { EXIT, isRetryable } from '../exit-codes.js';
import { eventOf, type LogEvent, type Watch } from '../log/events.js';
import { LogMonitor, type LookedAt } from '../log/monitor.js';
import { flagOption, listOption, textOption } from '../options.js';
import { style } from '../output.js';

const FINGERPRINT = /^[0-9a-f]{64}$/;
const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const DEFAULT_EVERY = '30s';

export const run: CommandRun = async (context, _args, options) => {
  const { settings } = context;
  const watch = readWatch(listOption(options, 'namespace'), listOption(options, 'expectKey'));
  const every = readEvery(textOption(options, 'every') ?? DEFAULT_EVERY);
  const base = (
    textOption(options, 'from') ??
    settings.registryUrl ??
    `${settings.apiUrl}/static/v0`
  ).replace(/\/+$/, '');
  const name = digestOf(new TextEncoder().encode(base)).slice(0, 16);
  const folder = textOption(options, 'state') ?? join(settings.dataDir, 'monitor', name);
  const monitor = new LogMonitor(context, base, folder);
  const once = flagOption(options, 'once');
  for (;;) {
    const surprised = await look(context, monitor, watch, once);
    if (surprised) return EXIT.findings;
    if (once) return EXIT.ok;
    await sleep(every);
  }
};

/** Looks once, and answers whether something came that nobody expected. A registry that is away is asked again, unless `once`. */
async function look(
  context: CommandContext,
  monitor: LogMonitor,
  watch: Watch,
  once: boolean,
): Promise<boolean> {
  let unexpected = 0;
  try {
    await monitor.look((looked) => (unexpected = tell(context, looked, watch)));
  } catch (error) {
    if (once || !isRetryable(known(error))) throw error;
    context.output.warn(`${(error as Error).message} It is asked again.`);
  }
  return unexpected > 0;
}

/** Tells what is new, and answers how much of it nobody expected. */
function tell({ output }: CommandContext, looked: LookedAt, watch: Watch): number {
  const { records, from, size, root, witnessed } = looked;
  const events = records.flatMap((record) => eventOf(record, watch) ?? []);
  for (const event of events) output.line(event, () => eventText(event));
  const unexpected = events.filter((event) => event.unexpected).length;
  const unseen = size - from - records.length;
  const told = {
    type: 'checkpoint',
    root,
    from,
    size,
    events: events.length,
    private: unseen,
    unexpected,
    witnessed,
  };
  output.line(told, () =>
    from === size
      ? undefined
      : `${root} has ${size} entries, ${size - from} of them new, ${unseen} of those private${witnessed ? '' : '; self-witnessed'}`,
  );
  return unexpected;
}

function eventText({ index, time, text, unexpected }: LogEvent): string {
  const mark = unexpected ? style('red', 'unexpected') : style('dim', 'new');
  return `${mark}  ${index}  ${time}  ${text}`;
}

function readWatch(namespaces: readonly string[], keys: readonly string[]): Watch {
  const wrong = keys.find((key) => !FINGERPRINT.test(key));
  if (wrong !== undefined)
    throw new UsageError(
      `${JSON.stringify(wrong.slice(0, 100))} is no fingerprint of a key.`,
      'Take it from `ice keys list`.',
    );
  return { namespaces: new Set(namespaces), keys: keys.length > 0 ? new Set(keys) : undefined };
}

/** Milliseconds of a text such as 30s, 5m or 1h. */
function readEvery(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([smh])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return Number(count) * UNITS[unit as keyof typeof UNITS];
  throw new UsageError(`--every is ${JSON.stringify(text)}.`, 'Give seconds, minutes or hours: 30s, 5m, 1h.');
}
