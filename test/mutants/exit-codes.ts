/** How the process of a mutant ends. Any other code: it ran out of time or memory. */
export const ALIVE = 0;
/** A check noticed the fault; its name was written. */
export const KILLED = 3;
