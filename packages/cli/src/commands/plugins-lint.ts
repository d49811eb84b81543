import { EXIT } from '../exit-codes.js';
import type { CommandRun } from '../context.js';
import { style } from '../output.js';
import { lint } from '../packaging/lint.js';

export const run: CommandRun = async ({ output }, [target = '.']) => {
  const findings = await lint(target);
  output.result({ valid: findings.length === 0, findings }, () =>
    findings.length === 0
      ? `${target} has no findings`
      : findings
          .map(({ severity, code, pointer, detail, fix }) =>
            [
              `${style(severity === 'error' ? 'red' : 'yellow', `${severity}[${code}]`)} ${pointer} ${detail}`,
              ...(fix ? [`  ${style('green', 'fix')} ${fix}`] : []),
            ].join('\n'),
          )
          .join('\n'),
  );
  if (findings.length === 0) return EXIT.ok;
  return findings.some(({ severity }) => severity === 'error') ? EXIT.invalid : EXIT.findings;
};
