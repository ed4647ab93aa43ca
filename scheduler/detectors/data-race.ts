/** Data races: who touches what, under which locks, and which lock guards it elsewhere. */
import type { Execution } from '../execution.js';
import type { Race } from '../footprint.js';
import { READ, WRITE } from '../object.js';
import type { Path } from '../path.js';

/** The claim that no two threads touch plain data unordered. */
export const DATA_RACE = 'data race';

/** Accesses of two events of the path that race, the earlier one first. */
export function describeRace({ context, threads }: Execution, path: Path, i: number, j: number, race: Race): string {
  const { footprints } = path;
  const { objects, locksets } = context;
  const nameOf = (id: number) => objects[id]?.name ?? `object ${id}`;
  const side = (event: number, mode: number, lockset: number) => {
    const locks = locksets.locks(lockset).map(nameOf);
    const what = mode === READ ? 'reads' : mode === WRITE ? 'writes' : 'updates';
    const under = locks.length === 0 ? 'with no lock held' : `under ${locks.join(', ')}`;
    return `${threads[path.thread[event]!]!.name} ${what} it ${under}`;
  };
  const guards = guardsOf(race.object).map(nameOf);
  return (
    `${nameOf(race.object)}: ${side(i, race.modes[0], race.locks[0])}, ${side(j, race.modes[1], race.locks[1])}, ` +
    `and nothing orders the two${guards.length === 0 ? '' : `; elsewhere it is guarded by ${guards.join(', ')}`}`
  );

  /** Locks held at every access to the object in this execution that held any. */
  function guardsOf(object: number): readonly number[] {
    let common: readonly number[] | null = null;
    for (let k = 0; k < path.depth; k++)
      footprints.forEach(path.footprint[k]!, (id, _mode, _low, _high, lockset) => {
        if (id !== object || lockset === 0) return;
        const locks = locksets.locks(lockset);
        common = common === null ? locks : common.filter((lock) => locks.includes(lock));
      });
    return common ?? [];
  }
}
