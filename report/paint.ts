/** Colour, as the caller wants it: the reports themselves write no escapes. */

/** How parts of a text are made to stand out. Each returns the text, with or without escapes around it. */
export interface Paint {
  /** Headings. */
  bold(text: string): string;
  /** What matters less. */
  dim(text: string): string;
  /** What is broken. */
  red(text: string): string;
  /** What is as expected. */
  green(text: string): string;
  /** What is not known. */
  yellow(text: string): string;
  /** Commands. */
  cyan(text: string): string;
}

const asIs = (text: string): string => text;

/** No colour at all. */
export const PLAIN: Paint = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs, cyan: asIs };
