import type { ListingResponse } from '@iceos/client';
import type { CommandRun } from '../context.js';
import { numberOption, textOption } from '../options.js';
import { oneLine, shortened, tableText, terminalWidth } from '../ui/table.js';

const ROWS = 30;
/** What the columns before the description take, about. */
const BEFORE_DESCRIPTION = 60;

export const run: CommandRun = async (context, words, options) => {
  const { output } = context;
  const q = words.join(' ');
  const limit = numberOption(options, 'limit', [1, 100]) ?? ROWS;
  const kind = textOption(options, 'kind') as 'tool' | 'agent' | 'workflow' | 'bundle' | undefined;
  const cursor = textOption(options, 'cursor');
  const client = await context.client();
  const page = await client.call('searchSearch', {
    query: { q, limit, ...(kind ? { kind } : {}), ...(cursor === undefined ? {} : { cursor }) },
  });
  const text = page.items.length > 0 ? await resultsText(page.items) : 'nothing found';
  output.result(page, () => text);
  const [first] = page.items;
  if (first) output.next(`ice run ${nameOf(first)}`, 'runs it');
  if (page.next_cursor) output.next(`ice search ${q} --cursor ${page.next_cursor}`, 'shows more');
};

function resultsText(items: readonly ListingResponse[]): Promise<string> {
  const width = Math.max(20, terminalWidth() - BEFORE_DESCRIPTION);
  const rows = items.map((item) => [
    oneLine(nameOf(item)),
    item.kind,
    item.version,
    shortened(item.description ?? item.title ?? '', width),
  ]);
  return tableText(['name', 'kind', 'version', 'description'], rows);
}

function nameOf({ namespace, name }: ListingResponse): string {
  return `${namespace}/${name}`;
}
