/** What a change of an object's content comes down to: the parts that are others than before. */
import { isRecord } from './record.js';

export interface ChangedPart {
  /** The object, and the part of it. */
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The object as a whole, or if it has parts those that changed. */
export function changedParts(name: string, before: unknown, after: unknown): ChangedPart[] {
  if (!isRecord(before) || !isRecord(after)) return [{ name, before, after }];
  return Object.keys(after).flatMap((part) =>
    show(before[part]) === show(after[part]) ? [] : changedParts(`${name} ${part}`, before[part], after[part]),
  );
}

/** A value in a trace: lists in braces, parts of an object by name. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '{}' : `{${value.map(show).join(', ')}}`;
  if (!isRecord(value)) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${show(part)}`)
    .join(', ');
}
