import { CodedError } from '@iceos/core/errors';
import type { CommandContext } from '../context.js';
import { CommandError } from '../errors.js';
import type { Inputs } from '../running/inputs.js';
import { examplesOf } from './examples.js';
import { errorText, measuredText } from './report-text.js';
import type { BuiltKit, CallReport, Workshop } from './workshop.js';

export interface DevOptions {
  readonly folder: string;
  /** The tool to run; the first of the kit by default. */
  readonly tool: string | undefined;
  /** What to give it; the input of its first example by default. */
  readonly input: Inputs | undefined;
}

/** Editors write a file in several steps, and several files at once: they are one change. */
const SETTLE_MS = 100;

/**
 * Builds a kit and runs one of its tools, again and again: each change ends what is under way and begins anew. What goes
 * wrong is told, and the next change is waited for.
 */
export class DevLoop {
  private round = new AbortController();
  private settling: NodeJS.Timeout | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: CommandContext,
    private readonly workshop: Workshop,
    private readonly options: DevOptions,
  ) {}

  /** Something has changed, or it is time for the first round. */
  changed(): void {
    this.round.abort();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.begin(), SETTLE_MS);
  }

  /** Ends what is under way, for good. */
  async stop(): Promise<void> {
    clearTimeout(this.settling);
    this.round.abort();
    await this.last;
  }

  private begin(): void {
    this.round = new AbortController();
    const { signal } = this.round;
    this.last = this.follow(this.last, signal);
  }

  /** One round at a time: the one before has been told to end. */
  private async follow(before: Promise<void>, signal: AbortSignal): Promise<void> {
    await before;
    try {
      await this.buildAndRun(signal);
    } catch (error) {
      if (!signal.aborted) this.tellError(error);
    }
  }

  private async buildAndRun(signal: AbortSignal): Promise<void> {
    const { output } = this.context;
    const { folder, tool: wanted, input: given } = this.options;
    signal.throwIfAborted();
    const startedAt = performance.now();
    const kit = await this.workshop.build(folder, signal);
    const took = Math.round(performance.now() - startedAt);
    const { namespace, name, version } = kit.manifest;
    output.line(
      { event: 'built', package: `${namespace}/${name}@${version}`, took_ms: took },
      () => `built ${namespace}/${name}@${version} in ${took} ms`,
    );
    const tool = toolOf(kit, wanted);
    const input = given ?? examplesOf(tool)[0]?.input ?? {};
    const report = await this.workshop.call(kit, tool.name, input, signal);
    if (!signal.aborted) this.tellCall(report);
  }

  private tellCall(report: CallReport): void {
    const { output } = this.context;
    if (output.options.json) return output.line({ event: 'ran', ...report }, () => undefined);
    for (const { level, message } of report.logs) output.note(`  ${level}: ${message}`);
    output.note(`${report.tool} ${JSON.stringify(report.input)}`);
    output.result(report, () =>
      report.error ? errorText(report.error) : JSON.stringify(report.output, null, 2),
    );
    output.note(measuredText(report));
  }

  private tellError(error: unknown): void {
    const { output } = this.context;
    if (!output.options.json || !(error instanceof CodedError)) return void output.error(error);
    const { code, message: detail, hint, data } = error;
    output.line({ event: 'failed', ...data, code, detail, hint }, () => undefined);
  }
}

function toolOf({ tools, manifest }: BuiltKit, wanted: string | undefined): BuiltKit['tools'][number] {
  const found = wanted === undefined ? tools[0] : tools.find(({ name }) => name === wanted);
  if (found) return found;
  const names = tools.map(({ name }) => name).join(', ');
  throw new CommandError(
    'component-not-found',
    'notFound',
    `${manifest.name} has no tool ${wanted ?? ''}`.trim() + '.',
    {
      hint: names === '' ? 'Export a tool from a file under src/.' : `Name one of ${names} with --tool.`,
    },
  );
}
