/** `--shard i/n`: one of n parts of a command's work, for machines that share it. */
import type { Shard } from '../hunt/run.js';
import { UsageError } from '../program/usage-error.js';

/** All of the work if none is asked for. Throws UsageError, also if there would be a part without any: it would find nothing. */
export function shardOf(text: string | undefined, pieces: number, what: string): Shard {
  if (text === undefined) return { index: 0, of: 1 };
  const parts = /^([1-9]\d*)\/([1-9]\d*)$/.exec(String(text));
  const [i, n] = [Number(parts?.[1]), Number(parts?.[2])];
  if (!(i <= n)) throw new UsageError(`--shard: expected i/n with i from 1 to n, such as 1/4; found ${text}`);
  if (n > pieces)
    throw new UsageError(
      `--shard ${text}: found ${pieces} ${what}, which is not one for each shard; write n up to ${pieces}`,
    );
  return { index: i - 1, of: n };
}

/** Whether the k-th piece, from 0, is in the shard. Neighbours are mostly alike, so they go to different shards. */
export function isIn({ index, of }: Shard, k: number): boolean {
  return k % of === index;
}
