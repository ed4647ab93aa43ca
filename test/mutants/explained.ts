/** Why the mutants that no check notices do no harm, or what they do harm to: explained.md. */
import { readFileSync } from 'node:fs';
import type { Mutant } from './operators.js';

export interface Explanation {
  readonly file: string;
  /** The mutant's lines before and after, as Mutant has them. */
  readonly before: string;
  readonly after: string;
  readonly kind: string;
  readonly why: string;
}

/** Under the file's name, each: kind and reason, then the lines before and after. */
function read(text: string): Explanation[] {
  return text.split(/^## /m).flatMap((section) => {
    const [file, ...parts] = section.split(/\n(?=\w+: )/);
    return parts.map((part) => {
      const [, kind, why, before, after] = /^(\w+): (.*)\n+```diff\n- (.*)\n\+ (.*)\n```/.exec(part)!;
      return { file: file!.trim(), kind: kind!, why: why!, before: before!, after: after! };
    });
  });
}

export const EXPLAINED: readonly Explanation[] = read(readFileSync(new URL('explained.md', import.meta.url), 'utf8'));

/** Null if nobody has explained it. */
export function explanationOf(mutant: Mutant): Explanation | null {
  return EXPLAINED.find((each) => isOf(each, mutant)) ?? null;
}

export function isOf({ file, before, after }: Explanation, mutant: Mutant): boolean {
  return file === mutant.file && before === mutant.before && after === mutant.after;
}
