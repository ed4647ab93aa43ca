/**
 * Checked scenarios as SARIF 2.1.0: a result for each claim that broke against expectation, with a flow for each thread.
 * What else was not as expected has no place in the code: it is a notification.
 */
import { createHash } from 'node:crypto';
import { type Explanation, signatureOf } from '../scheduler/explain/explanation.js';
import type { Trace, TraceEvent } from '../scheduler/trace.js';
import { type Checked, type Failure, finding, lastPlace, type Place, placeIn, standing } from './checked.js';
import { raceSentences } from './race-text.js';
import { eventLines, replayCommand } from './trace-text.js';

export interface SarifOptions {
  /** Of Mazurka. */
  readonly version: string;
  /** Paths are written relative to this folder. */
  readonly folder: string;
}

interface Message {
  readonly text: string;
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: typeof BASE };
  readonly region?: { readonly startLine: number };
}

interface Location {
  readonly physicalLocation?: PhysicalLocation;
  readonly message?: Message;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error';
  readonly message: Message;
  readonly locations: readonly Location[];
  readonly codeFlows?: readonly { readonly threadFlows: readonly ThreadFlow[] }[];
  readonly partialFingerprints?: { readonly [FINGERPRINT]: string };
}

interface ThreadFlow {
  readonly id: string;
  readonly locations: readonly {
    readonly executionOrder: number;
    readonly importance: 'essential' | 'important';
    readonly location: Location;
  }[];
}

interface Notification {
  readonly level: 'error' | 'warning';
  readonly message: Message;
}

const BASE = '%SRCROOT%';
const FINGERPRINT = 'claimAndCriticalRace/v1';

/** The document, as data. */
export function sarif(all: readonly Checked[], { version, folder }: SarifOptions) {
  const claims = [...new Set(all.flatMap(({ failures }) => failures.map(({ claim }) => claim)))];
  const results = all.flatMap((checked) =>
    checked.failures.map((failure) => result(checked, failure, claims.indexOf(failure.claim), folder)),
  );
  const rules = claims.map((claim) => ({ id: claim, shortDescription: message(`the claim ${claim} is broken`) }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Mazurka', version, rules } },
        invocations: [
          {
            executionSuccessful: all.every((checked) => standing(checked) !== 'inconclusive'),
            toolExecutionNotifications: all.flatMap(notifications),
          },
        ],
        originalUriBaseIds: { [BASE]: { description: message('the folder in which mazurka was run') } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  } as const;
}

/** Verdicts that are not as expected although no claim broke that was expected to hold. */
function notifications(checked: Checked): Notification[] {
  const found = standing(checked);
  if (found === 'passed' || checked.failures.length > 0) return [];
  const text = `${checked.verdict.scenario}: ${finding(checked)}`;
  return [{ level: found === 'failed' ? 'error' : 'warning', message: message(text) }];
}

function result(checked: Checked, { claim, shown }: Failure, ruleIndex: number, folder: string): Result {
  const { verdict, file } = checked;
  const rule = { ruleId: claim, ruleIndex, level: 'error' } as const;
  const own = file === null ? [] : [{ path: file }];
  if (shown === null)
    return {
      ...rule,
      message: message(`${claim} in ${verdict.scenario}: ${finding(checked)}`),
      locations: own.map((place) => location(place)),
    };
  const { counterexample, explanation } = shown;
  const { trace, schedule } = counterexample;
  const place = lastPlace(trace, folder);
  return {
    ...rule,
    message: message(
      [
        `${claim} in ${verdict.scenario}: ${counterexample.message}`,
        ...raceSentences(explanation),
        replayCommand(schedule, file),
      ].join('\n'),
    ),
    locations: (place === null ? own : [place]).map((each) => location(each)),
    codeFlows: [{ threadFlows: threadFlows(trace, explanation, folder) }],
    partialFingerprints: { [FINGERPRINT]: fingerprint(verdict.scenario, explanation) },
  };
}

/** One for each thread that ran; the event numbers say how they are interleaved. */
function threadFlows(trace: Trace, { race }: Explanation, folder: string): ThreadFlow[] {
  const steps = new Set(
    race === null ? [] : [...race.first, race.second].map(({ thread, step }) => `${thread} ${step}`),
  );
  const isDecisive = ({ thread, steps: [first] }: TraceEvent) => steps.has(`${thread} ${first?.text}`);
  return trace.threads.flatMap((id) => {
    const events = trace.events.filter(({ thread }) => thread === id);
    if (events.length === 0) return [];
    const locations = events.map((event) => ({
      executionOrder: event.index + 1,
      importance: isDecisive(event) ? ('essential' as const) : ('important' as const),
      location: location(
        placeIn(event.steps[0]?.where ?? [], folder),
        eventLines(event)
          .map(({ text }) => text)
          .join('\n'),
      ),
    }));
    return [{ id, locations }];
  });
}

/** Equal for failures of one scenario with one cause, whatever else has changed. */
function fingerprint(scenario: string, explanation: Explanation): string {
  return createHash('sha256')
    .update(`${scenario}\n${signatureOf(explanation)}`)
    .digest('hex');
}

/** @param place null: not known */
function location(place: Place | { readonly path: string; readonly line?: never } | null, said?: string): Location {
  return {
    ...(place === null ? {} : { physicalLocation: physicalLocation(place) }),
    ...(said === undefined ? {} : { message: message(said) }),
  };
}

function physicalLocation({ path, line }: { readonly path: string; readonly line?: number }): PhysicalLocation {
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return {
    artifactLocation: uri.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: BASE },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  };
}

/** Plain text: braces would be placeholders, brackets before a parenthesis links. */
function message(plain: string): Message {
  const text = plain.replace(/[{}]/g, '$&$&');
  return { text: text.replaceAll('](', '\\](') };
}
