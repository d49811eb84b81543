import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { AppConfig, LogLevel } from '../config/app-config.js';
import { prettify } from './pretty.js';
import { hideSecretMembers, hideSecretText } from './redact.js';

/** Members added to every line that is written while a request is being served. */
export type LogContext = () => Record<string, unknown>;

/**
 * The log: lines of JSON with `message`, `level`, `timestamp`, `trace_id` and `span_id`, or text for people where a
 * terminal reads it. Secrets are taken out of every line.
 */
export function createLogger({ log, production }: AppConfig, context: LogContext): Logger {
  const asJson = log.json ?? (production || !process.stdout.isTTY);
  return pino(
    {
      level: log.level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (members) => hideSecretMembers(members) as Record<string, unknown>,
      },
      serializers: { err: (error: Error) => hideSecretMembers(pino.stdSerializers.err(error)) },
      mixin: () => ({ trace_id: null, span_id: null, ...context() }),
      hooks: { streamWrite: hideSecretText },
    },
    asJson ? pino.destination({ dest: log.file ?? 1, sync: false, mkdir: true }) : forPeople(),
  );
}

function forPeople(): DestinationStream {
  return { write: (line) => void process.stdout.write(prettify(line)) };
}

/** Contexts in which Nest tells every route and module of a start. */
const CHATTER = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** Lets Nest and every `new Logger('name')` write to the log. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: LogLevel) =>
    (message: unknown, ...rest: unknown[]) => {
      const { context, stack } = readArguments(rest);
      const members = { context, ...(stack === undefined ? {} : { err: { stack } }) };
      const told = level === 'info' && typeof context === 'string' && CHATTER.has(context) ? 'debug' : level;
      if (message instanceof Error) logger[told]({ ...members, err: message }, message.message);
      else if (typeof message === 'string') logger[told](members, message);
      else logger[told]({ ...members, ...(message as object) }, textOf(rest));
    };
  return {
    log: write('info'),
    warn: write('warn'),
    error: write('error'),
    debug: write('debug'),
    verbose: write('trace'),
    fatal: write('fatal'),
  };
}

/** Nest passes the context last; `logger.error(message, stack, context)` has the stack before it. */
function readArguments(rest: readonly unknown[]): { context: unknown; stack: string | undefined } {
  const [first] = rest;
  const isStack = rest.length > 1 && typeof first === 'string' && first.includes('\n    at ');
  return { context: rest.at(-1), stack: isStack ? first : undefined };
}

function textOf(rest: readonly unknown[]): string {
  return rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : '';
}
