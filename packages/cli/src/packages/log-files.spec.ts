import { describe, expect, it } from '@jest/globals';
import { signCheckpoint } from '@iceos/core/checkpoint';
import { HASH_BYTES } from '@iceos/core/log';
import { SigningKey } from '@iceos/core/signing';
import { logFiles } from './log-files.js';

const BYTES = (width: number) => new Uint8Array(width * HASH_BYTES).fill(width);
const key = SigningKey.generate('instance-log', 'log');
const checkpoint = (size: number) =>
  new TextEncoder().encode(signCheckpoint({ origin: 'iceos-0/log', size, root: BYTES(1) }, key));

/** Public files that are written meanwhile: one state for each time that the checkpoint is asked for. */
function growing(sizes: readonly number[]) {
  let at = 0;
  return logFiles((path) => {
    const size = sizes[Math.min(at, sizes.length - 1)] as number;
    if (path === 'log/checkpoint') at += 1;
    const files = new Map([
      ['log/checkpoint', checkpoint(size)],
      [`log/tile/0/000.p/${size}`, BYTES(size)],
    ]);
    return Promise.resolve(files.get(path));
  });
}

describe('a tile', () => {
  it('is waited for while the files of its checkpoint are only being written', async () => {
    const log = growing([70, 70, 70, 71]);
    expect(await log.tile({ level: 0, index: 0, width: 71 })).toEqual(BYTES(71));
  });

  it('is the beginning of the one that it has grown to', async () => {
    const log = growing([73]);
    expect(await log.tile({ level: 0, index: 0, width: 71 })).toEqual(BYTES(73).subarray(0, 71 * HASH_BYTES));
  });

  it('that the tree of the checkpoint has and the files have not is missing at once', async () => {
    const asked: string[] = [];
    const log = logFiles((path) => {
      asked.push(path);
      return Promise.resolve(path === 'log/checkpoint' ? checkpoint(71) : undefined);
    });
    await expect(log.tile({ level: 0, index: 0, width: 71 })).rejects.toMatchObject({
      code: 'evidence-missing',
    });
    expect(asked.filter((path) => path === 'log/checkpoint')).toHaveLength(1);
  });
});
