/** `might_sleep()`: I-ATOMIC, no sleeping call while a spin lock is held, preemption is off or interrupts are. */
import { currentContext } from '../../scheduler/object.js';
import { report, Violation } from '../../scheduler/step.js';
import { SpinLock } from './spin-lock.js';

/** The running thread may sleep in what follows: a violation if it must not. */
export function mightSleep(what: string): void {
  const { held, objects, thread, interruption } = currentContext();
  const lock = (held[thread] ?? []).map((id) => objects[id]!).find((object) => object instanceof SpinLock);
  if (lock !== undefined) report(new Violation('I-ATOMIC', `${what} may sleep, but ${lock.name} is held`));
  else if (interruption?.mayCome() === false)
    report(new Violation('I-ATOMIC', `${what} may sleep, but interrupts are off`));
}
