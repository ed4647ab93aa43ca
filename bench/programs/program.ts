/** How the reference programs are written: a name and threads, no claims. Only their traces count. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { ThreadBody } from '../../scheduler/step.js';

export type Threads = Record<string, ThreadBody>;

/** The program as a scenario. `build` makes the shared objects and the threads, anew for every execution. */
export function program(name: string, build: () => Threads): Scenario {
  return { name, boot: () => ({ world: null, threads: build() }) };
}

/** `from`, `from + 1`, ...: `count` numbers. */
export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, k) => k + from);
}

/** `count` words `name[0]`, `name[1]`, ..., all 0. */
export function words(name: string, count: number): AtomicWord[] {
  return range(count).map((k) => new AtomicWord(`${name}[${k}]`));
}

/** `count` threads t0, t1, ... */
export function threads(count: number, body: (k: number) => ThreadBody): Threads {
  return Object.fromEntries(range(count).map((k) => [`t${k}`, body(k)]));
}
