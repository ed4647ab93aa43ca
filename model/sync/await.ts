/** Waiting until something holds: the model of a loop that only reads, and of wait queues. */
import { currentContext, ghost, READ, type SharedObject, WHOLE } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';
import type { AtomicWord } from './atomic-word.js';

const AWAIT: Operation<void> = {
  name: 'await',
  enabled: (step) => (step.second as () => boolean)(),
  waitsOn: (step) => step.argument as readonly SharedObject[],
  perform(step) {
    const context = currentContext();
    if (!context.recording) return;
    const declared = step.argument as readonly SharedObject[];
    const before = context.length;
    ghost(step.second as () => boolean);
    const read = context.objectsAccessedSince(before);
    const other = read.find((id) => !declared.some((object) => object.id === id));
    if (other !== undefined)
      throw new Error(
        `${step} reads ${context.objects[other]!.name}, which it does not declare: add it to the objects`,
      );
    for (const object of declared) context.access(object.id, READ, 0, WHOLE, 0);
  },
  describe: (step) => `await(${(step.argument as readonly SharedObject[]).map((object) => object.name).join(', ')})`,
};

/**
 * Waits until the condition holds.
 * @param objects everything that the condition reads; it reads nothing else and changes nothing
 */
export function awaitUntil(objects: readonly SharedObject[], condition: () => boolean): Step<void> {
  return new Step(AWAIT, null, objects, condition);
}

/** Waits until the predicate holds over the words' values. */
export function awaitWords(words: readonly AtomicWord[], predicate: (...values: number[]) => boolean): Step<void> {
  return awaitUntil(words, () => predicate(...words.map((word) => word.current)));
}
