/** Names in kebab-case, and what becomes of them in a file. */
import { UsageError } from '../program/usage-error.js';

/** Throws UsageError unless the name is in kebab-case. */
export function requireKebab(option: string, name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new UsageError(`${option}: found "${name}", expected a name in kebab-case, such as free-then-reuse`);
}

/** 'free-then-reuse' as an identifier: freeThenReuse. */
export function identifier(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** maxExecutions as the option is written: max-executions. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
