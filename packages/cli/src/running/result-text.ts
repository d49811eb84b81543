import { shortened, tableText, terminalWidth } from '../ui/table.js';

const MOST_COLUMNS = 8;
const WIDEST_CELL = 60;
const NARROWEST_CELL = 12;

/** The result of a run for people: a list of records as a table with what stands beside it, anything else as JSON. */
export async function resultText(value: unknown): Promise<string> {
  if (typeof value === 'string') return value;
  const lists = isRecord(value) ? Object.entries(value).filter(([, member]) => isTable(member)) : [];
  const [list, ...more] = lists;
  if (!isRecord(value) || !list || more.length > 0) return JSON.stringify(value, null, 2);
  const [name, rows] = list as [string, Record<string, unknown>[]];
  const beside = Object.entries(value).filter(([member]) => member !== name);
  if (beside.some(([, member]) => typeof member === 'object' && member !== null))
    return JSON.stringify(value, null, 2);
  const table = await recordsText(rows);
  const summary = beside.map(([member, scalar]) => `${member} ${cellText(scalar)}`).join('   ');
  return summary === '' ? table : `${table}\n\n${summary}`;
}

async function recordsText(rows: readonly Record<string, unknown>[]): Promise<string> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  const width = Math.max(
    NARROWEST_CELL,
    Math.min(WIDEST_CELL, Math.floor(terminalWidth() / columns.length) - 2),
  );
  return tableText(
    columns,
    rows.map((row) => columns.map((column) => shortened(cellText(row[column]), width))),
  );
}

function isTable(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
