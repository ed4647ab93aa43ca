/** The part of a scenario that no thread runs has failed: its set-up, or the evaluation of a claim. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  /** The broken claim, if that is what was thrown: see Violation. */
  readonly claim: string;

  /** @param part what failed, in words, @param thrown what it threw */
  constructor(part: string, thrown: unknown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const where = placeOf(error);
    super(`${part} failed: ${error.name}: ${error.message}${where === null ? '' : ` (${where})`}`, { cause: thrown });
    this.claim = error.name;
  }
}

/** The innermost source line of the error's stack, `file:line:column`. */
export function placeOf({ stack = '' }: Error): string | null {
  return /^\s+at .*?\(?((?:file:\/\/|\/)[^()]*:\d+:\d+)\)?$/m.exec(stack)?.[1]?.replace('file://', '') ?? null;
}
