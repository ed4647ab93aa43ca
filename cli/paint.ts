/** How to write to the terminal that standard output is, if it is one. */
import colors from 'picocolors';
import { type Paint, PLAIN } from '../report/paint.js';

const DEFAULT_WIDTH = 100;

/** Colour unless NO_COLOR, --no-color or a pipe says otherwise; picocolors decides. */
export function terminal(): { readonly paint: Paint; readonly width: number } {
  const paint: Paint = colors.isColorSupported && process.stdout.isTTY === true ? colors : PLAIN;
  return { paint, width: process.stdout.columns ?? DEFAULT_WIDTH };
}
