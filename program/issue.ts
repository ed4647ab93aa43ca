/** What is wrong with a document, in words. */
import { type BaseIssue, getDotPath } from 'valibot';

/** Longest value that is quoted whole, in characters. */
const LONGEST = 80;

/** 'field threads.a.does: found 7, expected a list of operations'. */
export function issueText(issue: BaseIssue<unknown>): string {
  const path = getDotPath(issue);
  const field = path === null ? 'the whole' : `field ${path}`;
  if (issue.input === undefined) return `${field} is missing`;
  const found = typeof issue.input === 'function' ? 'a function' : JSON.stringify(issue.input);
  return `${field}: found ${found.length > LONGEST ? `${found.slice(0, LONGEST)}...` : found}, ${issue.message}`;
}
