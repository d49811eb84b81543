import { verifySignature } from '@iceos/core/signature';
import { keysRole, openTrust, walkRoots } from '@iceos/core/trust';
import { TrustFolder } from '@iceos/runtime/trust-folder';
import type { CommandContext, CommandRun } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { style } from '../output.js';
import type { Check } from '../packaging/rules.js';
import { checkTarget } from '../packaging/verification.js';
import { trustedRoot } from '../packages/trust.js';

const SPEC = 'docs/spec/trust.md';

export const run: CommandRun = async (context, [target = '']) => {
  const trusted = await trustChecks(context);
  const report = await checkTarget(context, target);
  const explained = { ...report, checks: [...trusted, ...report.checks], spec: SPEC };
  context.output.result(explained, () =>
    [
      ...explained.checks.map(checkText),
      report.refusal
        ? `${style('red', `refused[${report.refusal.code}]`)} ${report.refusal.detail}\n  fix       ${report.refusal.hint}`
        : style('green', `${report.subject} may run here, as far as signatures go`),
    ].join('\n\n'),
  );
  return report.refusal ? EXIT.refused : EXIT.ok;
};

/** What everything else stands on; documents that cannot be used are an error of their own. */
async function trustChecks(context: CommandContext): Promise<Check[]> {
  const { folder } = await trustedRoot(context);
  const documents = await new TrustFolder(folder).documents();
  const { sequence, keys } = openTrust(documents, verifySignature);
  const root = walkRoots(documents.roots, verifySignature);
  const role = keysRole(root);
  return [
    {
      rule: 'root',
      paragraph: '3.2',
      asks: 'Did each version of the root come from the one before, and has the newest not expired?',
      verdict: 'accepted',
      detail: `${root.id}, walked from version 1 to ${root.version}`,
      input: {
        from: folder,
        threshold: `${root.threshold} of ${root.keys.length}`,
        expires: root.expires ?? 'never',
      },
    },
    {
      rule: 'list of keys',
      paragraph: '3.3',
      asks: 'Did those whom the root names sign the list of keys?',
      verdict: 'accepted',
      detail: `${keys.size} keys, to sequence ${sequence}`,
      input: { signed_by: `${role.threshold} of ${role.keys.map(({ name }) => name).join(', ')}` },
    },
  ];
}

function checkText({ rule, paragraph, asks, verdict, detail, input }: Check): string {
  const mark = { accepted: style('green', '✓'), refused: style('red', '✗'), skipped: style('dim', '·') }[
    verdict
  ];
  return [
    `${mark} ${style('bold', rule)}  ${style('dim', `${SPEC} ${paragraph}`)}`,
    `  ${asks}`,
    ...Object.entries(input).map(([name, value]) => `    ${name.padEnd(18)} ${value}`),
    `  ${verdict}: ${detail}`,
  ].join('\n');
}
