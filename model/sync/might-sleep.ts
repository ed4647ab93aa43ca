/** `might_sleep()`: I-ATOMIC, no sleeping call while a spin lock is held, preemption is off or interrupts are. */
import { type Context, currentContext } from '../../scheduler/object.js';
import { report, Violation } from '../../scheduler/step.js';
import { SpinLock } from './spin-lock.js';

/** By execution and thread: who wants to know that the thread may sleep. Fixed when the thread starts. */
const told = new WeakMap<Context, Map<number, () => void>>();

/** Whenever the running thread may sleep, from now on, `tell` is called first. */
export function tellOfSleep(tell: () => void): void {
  const context = currentContext();
  const ofContext = told.get(context) ?? new Map<number, () => void>();
  told.set(context, ofContext.set(context.thread, tell));
}

/** The running thread may sleep in what follows: a violation if it must not. */
export function mightSleep(what: string): void {
  const context = currentContext();
  const { held, objects, thread, interruption } = context;
  told.get(context)?.get(thread)?.();
  const lock = (held[thread] ?? []).map((id) => objects[id]!).find((object) => object instanceof SpinLock);
  if (lock !== undefined) report(new Violation('I-ATOMIC', `${what} may sleep, but ${lock.name} is held`));
  else if (interruption?.mayCome() === false)
    report(new Violation('I-ATOMIC', `${what} may sleep, but interrupts are off`));
}
