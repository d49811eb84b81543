import { EXIT } from '../exit-codes.js';
import type { CommandRun } from '../context.js';
import { style } from '../output.js';
import { diagnose, type Finding } from '../doctor/diagnosis.js';

const MARKS: Readonly<Record<Finding['status'], string>> = {
  ok: style('green', '✓'),
  warning: style('yellow', '!'),
  failed: style('red', '✗'),
};

export const run: CommandRun = async (context) => {
  const checks = await diagnose(context);
  const ok = checks.every(({ status }) => status === 'ok');
  context.output.result({ ok, version: context.version, checks }, () =>
    checks
      .flatMap(({ name, status, detail, fix }) => [
        `${MARKS[status]} ${name.padEnd(18)} ${detail}`,
        ...(fix && status !== 'ok' ? [`  ${style('green', 'fix')}                ${fix}`] : []),
      ])
      .join('\n'),
  );
  return ok ? EXIT.ok : EXIT.findings;
};
