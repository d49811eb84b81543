export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

export interface LogQuotas {
  /** Messages of one call. */
  readonly messages: number;
  /** Characters of one message; the rest is cut off. */
  readonly messageLength: number;
  /** Characters of all messages of one call. */
  readonly totalLength: number;
}

const DEFAULT_QUOTAS: LogQuotas = { messages: 1000, messageLength: 8192, totalLength: 262_144 };

/** A tool that talks too much is cut short, not failed: after the quota one last warning says so. */
export function logWriter(
  write: (entry: LogEntry) => void,
  quotas: Partial<LogQuotas> = {},
): (level: LogEntry['level'], message: string) => void {
  const { messages, messageLength, totalLength } = { ...DEFAULT_QUOTAS, ...quotas };
  let written = 0;
  let length = 0;
  let full = false;
  return (level, message) => {
    if (full) return;
    const text = message.length > messageLength ? `${message.slice(0, messageLength)}…` : message;
    if (written === messages || length + text.length > totalLength) {
      full = true;
      write({
        level: 'warn',
        message: 'The log quota is used up; further messages of this call are dropped.',
      });
      return;
    }
    written += 1;
    length += text.length;
    write({ level, message: text });
  };
}
