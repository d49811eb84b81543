import type { Output } from '../output.js';
import { oneLine, shortened } from '../ui/table.js';
import { Progress } from '../ui/progress.js';

/** What is told of a run, whether it happens here or on a server. */
export interface ToldEvent {
  readonly event: string;
  readonly node_id: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

const LONGEST = 200;

/** A line for every node that ended, and what is under way. Events that it does not know are passed over. */
export class NodeProgress {
  private readonly progress: Progress;
  private readonly begun = new Set<string>();

  constructor(private readonly output: Output) {
    this.progress = new Progress(output);
  }

  tell({ event, node_id: id, payload }: ToldEvent): void {
    const path = typeof payload.path === 'string' ? oneLine(payload.path) : (id ?? '');
    if (event === 'node.started') this.start(path);
    else if (event === 'node.completed') this.end(path, '✓', tookText(payload));
    else if (event === 'node.failed') this.end(path, '✗', errorText(payload.error));
    else if (event === 'node.skipped') this.end(path, '·', `skipped: ${textOf(payload.reason)}`);
    else if (event === 'node.log')
      this.progress.done(`${path} ${textOf(payload.level)}: ${textOf(payload.message)}`, '·');
    else if (event === 'node.host_call')
      this.output.detail(`${path} called ${textOf(payload.interface)} ${textOf(payload.function)}`);
  }

  /** The connection to what runs was lost, and is being made again. */
  reconnecting(): void {
    this.progress.doing('reconnecting');
  }

  stop(): void {
    this.progress.stop();
  }

  private start(path: string): void {
    this.begun.add(path);
    this.progress.doing([...this.begun].join(', '));
  }

  private end(path: string, mark: '✓' | '✗' | '·', text: string): void {
    this.begun.delete(path);
    this.progress.done(`${path}${text === '' ? '' : ` ${text}`}`, mark);
    if (this.begun.size > 0) this.progress.doing([...this.begun].join(', '));
  }
}

function tookText({ started_at: from, ended_at: to }: ToldEvent['payload']): string {
  const ms = Date.parse(String(to)) - Date.parse(String(from));
  if (Number.isNaN(ms)) return '';
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function errorText(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return `${textOf(code)}: ${textOf(message)}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? shortened(value, LONGEST) : '';
}
