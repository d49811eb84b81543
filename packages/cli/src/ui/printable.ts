const HIDDEN = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Text of others as a terminal may show it: what would command the terminal, or turn the order of characters around, is a dot,
 * and a tab is a space, so that every character stands where it stood.
 */
export function printable(text: string): string {
  return text.replaceAll(HIDDEN, (found) => (found === '\t' ? ' ' : '·'));
}
