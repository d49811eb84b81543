import { stripVTControlCharacters } from 'node:util';
import { style, type Output } from '../output.js';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;

/**
 * What is under way and what is done: a line for everything that is done, and, on a terminal, a last line that moves while
 * something is under way. Writes to stderr only.
 */
export class Progress {
  private timer: NodeJS.Timeout | undefined;
  private frame = 0;
  private current = '';

  constructor(private readonly output: Output) {}

  /** Something goes on; `text` replaces what went on before. */
  doing(text: string): void {
    this.current = text;
    if (!this.shown || this.timer) return;
    this.timer = setInterval(() => this.draw(), FRAME_MS);
    this.timer.unref();
    this.draw();
  }

  /** Something is done, and stays to be read. */
  done(text: string, mark: '✓' | '✗' | '·' | '!' = '✓'): void {
    this.erase();
    const colour = { '✓': 'green', '✗': 'red', '·': 'dim', '!': 'yellow' } as const;
    this.output.note(`${style(colour[mark], mark)} ${text}`);
    if (this.timer) this.draw();
  }

  /** Nothing goes on any more. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.erase();
  }

  /** Does `work`, telling of it as `text`; `said` tells of what it gave. */
  async step<Result>(
    text: string,
    work: () => Promise<Result>,
    said: (result: Result) => string,
  ): Promise<Result> {
    this.doing(text);
    try {
      const result = await work();
      this.done(said(result));
      return result;
    } finally {
      this.stop();
    }
  }

  private get shown(): boolean {
    return this.output.interactive && !this.output.options.quiet;
  }

  private draw(): void {
    const mark = style('cyan', FRAMES[this.frame++ % FRAMES.length] ?? '');
    const width = (process.stderr.columns || 80) - 3;
    const text = stripVTControlCharacters(this.current).slice(0, width);
    process.stderr.write(`\r\u001B[2K${mark} ${text}`);
  }

  private erase(): void {
    if (this.shown) process.stderr.write('\r\u001B[2K');
  }
}
