import { checkTarget } from '../packaging/verification.js';
import { EXIT } from '../exit-codes.js';
import type { CommandRun } from '../context.js';
import { style } from '../output.js';

export const run: CommandRun = async (context, [target = '']) => {
  const report = await checkTarget(context, target);
  context.output.result(report, () =>
    [
      ...report.checks.map(({ rule, verdict, detail }) => {
        const mark = {
          accepted: style('green', '✓'),
          refused: style('red', '✗'),
          skipped: style('dim', '·'),
        }[verdict];
        return `${mark} ${rule.padEnd(22)} ${detail}`;
      }),
      ...(report.refusal
        ? [
            `${style('red', `refused[${report.refusal.code}]`)} ${report.refusal.detail}`,
            `  fix       ${report.refusal.hint}`,
          ]
        : [style('green', `${report.subject} is verified`)]),
    ].join('\n'),
  );
  return report.refusal ? EXIT.refused : EXIT.ok;
};
