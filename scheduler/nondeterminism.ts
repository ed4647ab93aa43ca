/** Hidden nondeterminism in a scenario: the same schedule did something else when it was run again. */
export class NondeterminismError extends Error {
  override readonly name = 'NondeterminismError';

  /** @param what where it showed, and what was different */
  constructor(what: string) {
    super(
      `the same schedule went another way when it was run again: ${what}. Something outside the world decides what the ` +
        'code does: Math.random, a clock, a variable that outlives boot(), or the iteration order of something shared ' +
        'between executions.',
    );
  }
}
