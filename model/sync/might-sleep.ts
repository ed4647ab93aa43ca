/** `might_sleep()`: I-ATOMIC, no sleeping call while a spin lock is held, preemption is off or interrupts are. */
import { currentContext, type SharedObject } from '../../scheduler/object.js';
import { report, Violation } from '../../scheduler/step.js';
import { RwLock } from './rw-lock.js';
import { SpinLock } from './spin-lock.js';

/** Whenever the running thread, which has just started, may sleep, `tell` is called first. */
export function tellOfSleep(tell: () => void): void {
  const context = currentContext();
  context.sleepListeners ??= new Map();
  context.sleepListeners.set(context.thread, tell);
}

/** A lock that the running thread holds and that turns preemption off. */
export function heldSpinning(): SharedObject | undefined {
  const { held, objects, thread } = currentContext();
  const locks = (held[thread] ?? []).map((id) => objects[id]!);
  return locks.find((object) => object instanceof SpinLock || object instanceof RwLock);
}

/** The running thread may sleep in what follows: a violation if it must not. */
export function mightSleep(what: string): void {
  const context = currentContext();
  const { thread, interruption } = context;
  context.sleepListeners?.get(thread)?.();
  const lock = heldSpinning();
  if (lock !== undefined) report(new Violation('I-ATOMIC', `${what} may sleep, but ${lock.name} is held`));
  else if (interruption?.mayCome() === false)
    report(new Violation('I-ATOMIC', `${what} may sleep, but interrupts are off`));
}
