/** Hidden nondeterminism in a scenario: something outside the world decides what happens. */
export class NondeterminismError extends Error {
  override readonly name = 'NondeterminismError';
}

/**
 * The same schedule did something else when it was run again.
 * @param what where it showed, and what was different
 */
export function wentAnotherWay(what: string): NondeterminismError {
  return new NondeterminismError(
    `the same schedule went another way when it was run again: ${what}. Something outside the world decides what the ` +
      'code does: a variable that outlives boot(), or the iteration order of something shared between executions.',
  );
}
