import { SourceMap } from 'node:module';
import type { Message } from 'esbuild';
import { BuildError } from './build/errors.js';

const ASYNC = { 'async-await': false, 'async-generator': false, 'for-await': false };
const NEEDS_LOWERING = /\b(async|await)\b/;
const AWAIT = /\bawait\b/;

/**
 * The source of a code node as the code runner takes it: plain JavaScript without types, with `async` turned into
 * generators, because a guest has no event loop. `source` is the body of a function; it may use `await`, and may not import.
 * JavaScript that is neither typed nor asynchronous is checked and returned as it is. Rejects with a `BuildError`
 * (`source-invalid`) that names line and column.
 */
export async function prepareCode(source: string, language: 'javascript' | 'typescript'): Promise<string> {
  const { transform } = await import('esbuild');
  try {
    // On one line with the source, so that the line numbers of syntax errors stay.
    const body = AWAIT.test(source) ? `return (async () => {${source}\n;return output;})();` : source;
    const { code, map } = await transform(body, {
      loader: language === 'typescript' ? 'ts' : 'js',
      target: 'es2023',
      supported: ASYNC,
      charset: 'utf8',
      sourcefile: 'code',
      logLevel: 'silent',
      sourcemap: 'external',
      sourcesContent: false,
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    const asItIs = language === 'javascript' && !NEEDS_LOWERING.test(source);
    return asItIs ? source : `/* lines ${linesOf(code, map).join(',')} */${code}`;
  } catch (cause) {
    const [first] = (cause as { errors?: Message[] }).errors ?? [];
    if (!first) throw cause;
    throw syntaxError(first, cause);
  }
}

/**
 * For each line of `code` the line of the source that it was made from, so that the code runner can name the author's own;
 * 0 for what the compiler added.
 */
function linesOf(code: string, map: string): number[] {
  const found = new SourceMap(JSON.parse(map));
  return code.split('\n').map((text, line) => {
    const entry = found.findEntry(line, text.search(/\S|$/));
    return 'originalLine' in entry && entry.generatedLine === line ? entry.originalLine + 1 : 0;
  });
}

function syntaxError({ text, location }: Message, cause: unknown): BuildError {
  const place = location && {
    file: 'code',
    line: location.line,
    column: location.column + 1,
    text: location.lineText,
  };
  const said = text.includes('ECMAScript module')
    ? 'A code node is the body of a function: it cannot import or export.'
    : text;
  return new BuildError('source-invalid', said, { ...(place ? { place } : {}), cause });
}
