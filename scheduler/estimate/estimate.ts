/** How many Mazurkiewicz traces a scenario has, as far as can be told before all are explored. */

export interface Estimate {
  /** The best guess. */
  readonly traces: number;
  /** In nine of ten cases there are at least so many, as far as the spread of the probes tells. */
  readonly low: number;
  /** The same, at most. */
  readonly high: number;
  /** From the explored part of the tree alone: mostly too few. */
  readonly online: number;
  /** From probes alone: null if there were none, or none that counted. */
  readonly probed: number | null;
}

/** The value with so many significant digits, thousands apart; `countless` if it is no number. */
export function rounded(value: number, digits: number): string {
  if (!Number.isFinite(value)) return 'countless';
  let unit = 1;
  while (value / unit >= 10 ** digits) unit *= 10;
  const whole = Math.round(value / unit) * unit;
  return whole < 1e15 ? whole.toLocaleString('en').replaceAll(',', ' ') : whole.toExponential(digits - 1);
}

/** `31 % of some 39 000 traces (90 %: 30 000 to 52 000; from the explored part alone 21 000)` */
export function coverageText(explored: number, { traces, low, high, online }: Estimate): string {
  const share = (100 * explored) / traces;
  const percent = share >= 1 ? Math.round(share) : share >= 0.01 ? share.toFixed(2) : 'less than 0.01';
  const band = `90 %: ${rounded(low, 2)} to ${rounded(high, 2)}; from the explored part alone ${rounded(online, 2)}`;
  return `${percent} % of some ${rounded(traces, 2)} traces (${band})`;
}
