export interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Characters of one message; the rest is cut off. How much a call may write in all is its limit `logBytes`. */
const MESSAGE_LENGTH = 8192;

export function logWriter(
  write: (entry: LogEntry) => void,
): (level: LogEntry['level'], message: string) => void {
  return (level, message) =>
    write({
      level,
      message: message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}…` : message,
    });
}
