/** Shipped designs for who imports the library: the catalogue, most of what there is to load, is loaded when it is asked for. */
import type { Subject } from './subject.js';

/** A shipped design, or that of a shipped scenario with its parameters and claims. Rejects with RangeError, naming all designs. */
export async function shippedDesign(name: string): Promise<Subject> {
  const subjects = await import('./subjects.js');
  return subjects.shippedDesign(name);
}
