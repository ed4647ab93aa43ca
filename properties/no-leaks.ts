import type { SlabObject, SlabObjects } from '../model/memory/slab-objects.js';
import { atEnd, type Property } from '../scheduler/property.js';

/**
 * I-LEAK: in the end every object of the cache has been freed, or is still in use.
 * @param slab the cache, in the scenario's world
 * @param inUse what may be left; default: nothing
 */
export function noLeaks<W>(
  slab: (world: W) => SlabObjects,
  inUse: (world: W) => readonly (SlabObject | null)[] = () => [],
): Property {
  return atEnd<W>('I-LEAK', (world) => {
    const kept = inUse(world);
    const lost = slab(world).live.filter((object) => !kept.includes(object));
    return lost.length === 0 ? null : `${lost.map(({ name }) => name).join(', ')} of ${slab(world).name} never freed`;
  });
}
