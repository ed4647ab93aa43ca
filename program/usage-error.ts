/** A mistake of the user's: printed as a sentence, never with a stack; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command ends with. */
export const EXIT = { asExpected: 0, notAsExpected: 1, usage: 2, inconclusive: 3, interrupted: 130 } as const;
