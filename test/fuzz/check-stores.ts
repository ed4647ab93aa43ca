/** Compares the stores of states with a plain set, on random states. */
import fc from 'fast-check';
import { BitStore, ExactStore, HashStore, hashOf } from '../../scheduler/states/state-store.js';

/** A state has few slots that are not 0, far apart and of any size, as those of large scenarios have. */
const slots = fc.record({
  slot: fc.oneof(fc.nat(5), fc.nat(300)),
  value: fc.oneof(fc.nat(2), fc.nat(300), fc.nat(100_000)),
});
export const stateLists: fc.Arbitrary<readonly Int32Array[]> = fc.array(
  fc.array(slots, { maxLength: 4 }).map((used) => {
    const state = new Int32Array(302);
    for (const { slot, value } of used) state[slot] = value;
    return state;
  }),
  { maxLength: 60 },
);

/** True if each store knows the states that it has seen, and the exact one by number. */
export function storesAgree(states: readonly Int32Array[]): boolean {
  const exact = new ExactStore();
  const lossy = [new HashStore(), new BitStore(22)];
  const numbers = new Map<string, number>();
  const widthOf = (state: Int32Array) => state.findLastIndex((value) => value !== 0) + 1; // as a state grows with time
  for (const state of states) {
    const key = state.join();
    const known = numbers.get(key);
    const answer = exact.add(state, widthOf(state));
    if (answer !== (known ?? -1 - numbers.size)) return false;
    for (const store of lossy) if (store.add(state, widthOf(state)) >= 0 !== (known !== undefined)) return false;
    if (known === undefined) numbers.set(key, numbers.size);
  }
  const back = new Int32Array(302).fill(7);
  for (const [key, number] of numbers) {
    exact.get(number, back, back.length);
    if (back.join() !== key) return false;
  }
  return [exact, ...lossy].every((store) => store.count === numbers.size && store.bytes > 0);
}

/** True if the exact store tells states apart whose hashes are the same: there are some among so many. */
export function storesCollisions(states = 150_000): boolean {
  const byHash = new Map<number, number>();
  let collisions = 0;
  for (let k = 1; k <= states; k++) {
    const state = Int32Array.of(k, k * 7919);
    const hash = hashOf(state, 2);
    const other = byHash.get(hash);
    byHash.set(hash, k);
    if (other === undefined) continue;
    collisions++;
    const store = new ExactStore();
    if (store.add(Int32Array.of(other, other * 7919), 2) !== -1 || store.add(state, 2) !== -2) return false;
  }
  return collisions > 0;
}
