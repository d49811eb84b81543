/** The source of a code node with what the host says about it. */
export interface Prepared {
  readonly source: string;
  /** Names of the host interfaces that this call was granted; undefined when nobody said. */
  readonly granted: readonly string[] | undefined;
  /** For each line the line of the author's source, from 1; 0 for what a compiler added. Without it they are the same. */
  readonly lines: readonly number[] | undefined;
}

/** Comments before the source, on its first line, so that they move no line. */
const HEAD = /^(?:\/\* host ([a-z,-]*) \*\/)?(?:\/\* lines ([\d,]*) \*\/)?/;

/**
 * Reads what stands before the source. A source that begins with such a comment by itself changes what it is told and
 * nothing else: what it may call is decided by the host.
 */
export function readPrepared(text: string): Prepared {
  const [head = '', granted, lines] = HEAD.exec(text) ?? [];
  return {
    source: text.slice(head.length),
    granted: granted?.split(',').filter((name) => name !== ''),
    lines: lines?.split(',').map(Number),
  };
}
