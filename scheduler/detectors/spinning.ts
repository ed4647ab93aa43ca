/** A loop that reads until another thread writes: what an execution that does not end mostly turns out to be. */
import type { Execution } from '../execution.js';
import type { Path } from '../path.js';
import { LONGEST_ROUND, onlyReads } from '../spin-loops.js';

/** So many rounds that are alike are a loop. */
const ROUNDS = 3;
/** A thread that has done nothing else for so many events is in a loop that may have no end. */
const LONG = 64;

/** To be asked after each event of the thread: true from time to time if it has been in such a loop for long. */
export function spinsForLong(path: Path, thread: number): boolean {
  const performed = path.counts[path.depth * path.stride + thread]!;
  return performed % LONG === 0 && roundOf(path, thread, LONG) !== null;
}

/**
 * Threads whose last events are rounds of the same reads, of objects that nobody wrote meanwhile: they read the same
 * values again and again. One clause for each; empty if there is none.
 */
export function describeSpinning({ threads, context }: Execution, path: Path): string[] {
  return threads.flatMap((thread, t) => {
    if (thread?.pending == null) return [];
    const round = roundOf(path, t, 0);
    if (round === null) return [];
    const names = new Set<string>();
    for (const event of round)
      path.footprints.forEach(path.footprint[event]!, (id) => {
        const object = context.objects[id];
        if (object !== undefined && !object.isGhost) names.add(object.name);
      });
    const [read, them] = [[...names].join(', '), names.size === 1 ? 'it' : 'them'];
    const length = round.length === 1 ? '' : ` (a loop of ${round.length} steps)`;
    const wait = `yield* awaitUntil([${read}], () => ...)`;
    return [`${thread.name} reads ${read} again and again${length} and finds ${them} unchanged: write ${wait} instead`];
  });
}

/**
 * The events of the last round of the thread's loop, or null if that is none.
 * @param least so many events at least have been in the loop
 */
function roundOf(path: Path, thread: number, least: number): readonly number[] | null {
  const { counts, depth, stride, eventAt, operation, object, footprint } = path;
  const performed = counts[depth * stride + thread]!;
  const last = (back: number) => eventAt[thread]![performed - back]!;
  for (let length = 1; length <= LONGEST_ROUND && length * ROUNDS <= performed; length++) {
    const rounds = Math.max(ROUNDS, Math.floor(least / length));
    let isLoop = true;
    for (let back = 1; isLoop && back <= length * rounds; back++) {
      const event = last(back);
      const next = back > length ? last(back - length) : event;
      isLoop = operation[event] === operation[next] && object[event] === object[next];
      isLoop &&= footprint[event] === footprint[next] && onlyReads(path, event);
    }
    if (!isLoop) continue;
    const round = Array.from({ length }, (_, k) => last(length - k));
    return isUndisturbed(path, round, last(length * rounds)) ? round : null;
  }
  return null;
}

/** True if no event since `from` conflicts with any of the round. */
function isUndisturbed({ depth, footprint, footprints }: Path, round: readonly number[], from: number): boolean {
  for (let k = from; k < depth; k++)
    for (const event of round) if (footprints.conflict(footprint[k]!, footprint[event]!)) return false;
  return true;
}
