/** Texts cross the border as UTF-8, which has no lone surrogates; a wrong type would stop the guest without a word. */
export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new TypeError(`${what} must be a string.`);
  return value.toWellFormed();
}
