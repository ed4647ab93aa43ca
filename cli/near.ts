/** Names that somebody may have meant. */

/** ' Did you mean a or b?', or '' if none is near. */
export function didYouMean(name: string, among: readonly string[]): string {
  const near = among
    .map((each) => ({ each, distance: distance(name, each) }))
    .sort((a, b) => a.distance - b.distance)
    .filter(({ distance: far }) => far <= Math.max(2, name.length / 2))
    .slice(0, 3);
  return near.length === 0 ? '' : ` Did you mean ${near.map(({ each }) => each).join(' or ')}?`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
