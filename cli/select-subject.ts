/** Which designs a command line means: names as in the matrix, beginnings of names, files, or those of shipped scenarios. */

import { isFile, loadScenarios } from '../program/load.js';
import { UsageError } from '../program/usage-error.js';
import { isMade, plainName, type Subject, subjectOf } from '../scenarios/subject.js';
import { findShippedDesign, subjects } from '../scenarios/subjects.js';
import { didYouMean } from './near.js';

/** A design, and the file of the user's that it comes from; null for a shipped one. */
export interface SelectedSubject {
  readonly subject: Subject;
  readonly file: string | null;
}

/** Throws UsageError, with suggestions, for what fits nothing. */
export async function selectSubjects(wanted: string, transpileOnly: boolean): Promise<readonly SelectedSubject[]> {
  if (isFile(wanted)) {
    const made = (await loadScenarios(wanted, transpileOnly)).filter(isMade);
    if (made.length === 0)
      throw new UsageError(
        `${wanted}: workloads can be put only to scenarios made by allocatorScenario({ design, parameters, claims, ... }); it exports none`,
      );
    return made.map((scenario) => ({ subject: subjectOf(scenario.name, scenario), file: wanted }));
  }
  const shipped = findShippedDesign(wanted);
  if (shipped !== undefined) return [{ subject: shipped, file: null }];
  const plain = plainName(wanted);
  const exact = subjects.filter(({ name }) => plainName(name) === plain);
  const fitting = exact.length > 0 ? exact : subjects.filter(({ name }) => plainName(name).startsWith(plain));
  if (fitting.length === 0) {
    const names = subjects.map(({ name }) => name);
    throw new UsageError(
      `there is no design "${wanted}".${didYouMean(wanted, names)} There are ${names.join('; ')}; or name a file`,
    );
  }
  return fitting.map((subject) => ({ subject, file: null }));
}

/** Exactly one. Throws UsageError if there are several. */
export async function selectSubject(wanted: string, transpileOnly: boolean): Promise<SelectedSubject> {
  const [one, ...others] = await selectSubjects(wanted, transpileOnly);
  if (others.length > 0)
    throw new UsageError(
      `"${wanted}" is several designs: ${[one!, ...others].map(({ subject }) => subject.name).join('; ')}; name one`,
    );
  return one!;
}
