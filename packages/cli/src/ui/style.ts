import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** `text` in a style where the terminal has styles (NO_COLOR, FORCE_COLOR and the stream decide). */
export function style(format: Style, text: string): string {
  return styleText(format, text, { stream: process.stderr });
}
