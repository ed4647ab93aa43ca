/** What a workload makes a design do, as a set of words: the measure of whether it is worth keeping. */
import { lockClassOf } from '../scheduler/object.js';
import type { Session } from '../scheduler/session.js';

/**
 * Adds a word for each pair of conflicting events of two threads that are next to each other in happens-before, such as
 * 'mutex_unlock(vmap_purge_lock) > mutex_trylock(vmap_purge_lock)', and for each violated claim. Names of objects without
 * indices: the same behaviour in another node is no new one.
 */
export function addBehaviours(session: Session, words: Set<string>): void {
  const { path, footprints, execution } = session;
  const { stride, clocks } = path;
  const label = (event: number): string => {
    const name = execution.context.objects[path.object[event]!]?.name;
    return `${path.operation[event]?.name ?? 'begin'}${name === undefined ? '' : `(${lockClassOf(name)})`}`;
  };
  for (let j = 0; j < path.depth; j++) {
    for (let p = 0; p < stride; p++) {
      const count = clocks[j * stride + p]!;
      if (p === path.thread[j] || count === 0) continue;
      const i = path.eventAt[p]![count - 1]!;
      if (footprints.conflict(path.footprint[i]!, path.footprint[j]!)) words.add(`${label(i)} > ${label(j)}`);
    }
  }
  for (const { claim } of session.findings) words.add(`broken: ${claim}`);
}
