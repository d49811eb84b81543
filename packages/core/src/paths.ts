/**
 * Names of files in archives and manifests (docs/spec/trust.md 1.5): relative, ASCII, and the same file on every system.
 * The rules are those of golang.org/x/mod/module CheckFilePath, narrowed to ASCII.
 */

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9_.+@-]*$/;
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const MAX_PATH = 200;

/** Why `path` may not name a file of a package, or undefined when it may. */
export function archivePathFault(path: string): string | undefined {
  if (path.length === 0 || path.length > MAX_PATH) return `a path has 1 to ${MAX_PATH} characters`;
  for (const segment of path.split('/')) {
    if (!SEGMENT.test(segment))
      return 'segments are ASCII letters, digits and _ . + @ -, and begin with a letter, digit or _';
    if (segment.endsWith('.')) return 'a segment may not end with a dot';
    if (RESERVED.test(segment)) return `${segment} is a reserved device name`;
  }
  return undefined;
}
