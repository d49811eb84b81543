import type { Logger } from 'pino';
import { CodedError } from '@iceos/core/errors';
import type { Review } from '../../modules/registry/registry.service.js';
import type { AppConfig } from '../config/app-config.js';
import type { Database } from '../database/database.js';

/** What an operator is told once the server is ready. Start-up steps add what they found. */
export class Banner {
  private readonly reviews: Review[] = [];
  private readonly failures: string[] = [];

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
  ) {}

  /** Adds what the load gate said about packages and manifests. */
  tell(reviews: readonly Review[]): void {
    this.reviews.push(...reviews);
  }

  /** Adds a package of ours that could not be published. */
  refuse(folder: string, error: unknown): void {
    const { code = 'failed', hint }: { code?: string; hint?: string | undefined } =
      error instanceof CodedError ? error : {};
    const message = error instanceof Error ? error.message : String(error);
    this.failures.push(
      `  refused   ${folder}`,
      `            ${code}: ${message}`,
      ...(hint ? [`            ${hint}`] : []),
    );
  }

  /** Prints it for people, unless only machines read the output. */
  show(url: string, logger: Logger): void {
    const { build, production, log, dataDir, noDynamic } = this.config;
    logger.info({ context: 'server', url }, 'ready');
    if (production || (log.json === true && log.file === undefined)) return;
    const text = [
      '',
      `iceOS ${build.version} listens on ${url}`,
      `  data directory  ${dataDir}`,
      `  ${this.database.durability}`,
      `  components      ${noDynamic ? 'only what verified manifests list' : 'verified manifests, and dynamic ones with a warning'}`,
      '',
      ...reviewTable(this.reviews),
      ...this.failures,
      '',
    ];
    process.stdout.write(`${text.join('\n')}\n`);
  }
}

/** One line for each package or manifest; what was refused says why, with both digests, and the safe next step. */
function reviewTable(reviews: readonly Review[]): string[] {
  const width = Math.max(0, ...reviews.map(({ subject }) => subject.length));
  const lines = reviews.flatMap(({ subject, verdict, components, key, error }) => [
    `  ${verdict.padEnd(9)} ${subject.padEnd(width)}  ${[key && `by ${key}`, components.join(', ')].filter(Boolean).join('  ')}`.trimEnd(),
    ...(error ? refusalLines(error) : []),
  ]);
  const refused = reviews.filter(({ verdict }) => verdict === 'refused').length;
  return [...lines, `  ${reviews.length - refused} verified or dynamic, ${refused} refused`];
}

function refusalLines({ code, message, hint, data }: CodedError): string[] {
  const details = ['expected', 'found']
    .filter((name) => data[name] !== undefined)
    .map((name) => `${name.padEnd(8)} ${String(data[name])}`);
  return [`${code}: ${message}`, ...details, ...(hint ? [hint] : [])].map((line) => `            ${line}`);
}
