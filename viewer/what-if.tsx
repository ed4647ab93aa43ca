/** What every thread could do where the selected event is, and running that instead. */
import { replayCommand } from '../report/trace-text.js';
import type { Standing, Way } from '../scheduler/standing.js';
import type { View } from './view.js';

export function WhatIf({ view }: { view: View }) {
  const { staged, drift } = view.execution.value;
  const at = view.selected.value;
  const standings = staged.standings[at] ?? [];
  const event = staged.trace.events[at]!;
  const why = view.noWhatIf.value;
  return (
    <section class="what-if" aria-labelledby="what-if-title">
      <h3 id="what-if-title" tabIndex={-1}>
        What if another step came here?
      </h3>
      {why !== null && <p class="quiet">Not in this page: {why}</p>}
      <ul>
        {standings.map((standing) => (
          <StandingRow
            key={standing.thread}
            view={view}
            standing={standing}
            taken={standing.thread === event.thread ? event.alternative : null}
          />
        ))}
      </ul>
      {view.fault.value !== null && (
        <p role="alert" class="breaks">
          {view.fault.value}
        </p>
      )}
      {drift.length > 0 && <p class="quiet">Led elsewhere: {drift.join('; ')}</p>}
      <p class="replay">
        <span class="quiet">This whole execution again:</span>
        <code>{replayCommand(staged.schedule, view.case.value.file)}</code>
      </p>
    </section>
  );
}

interface RowProps {
  readonly view: View;
  readonly standing: Standing;
  /** The alternative that the thread takes here; null: another thread runs. */
  readonly taken: number | null;
}

function StandingRow({ view, standing: { thread, step, ways }, taken }: RowProps) {
  const isReady = view.laboratory.value !== null;
  const others = taken === null || ways.length > 1 ? ways : [];
  return (
    <li>
      <span class="thread">{thread}</span> {said(step, ways)}
      {taken !== null && <span class="quiet"> — runs here</span>}
      {step !== null &&
        isReady &&
        others
          .filter(({ alternative }, k) => taken === null || (alternative !== taken && k !== taken))
          .map((way) => (
            <button
              key={way.alternative}
              type="button"
              onClick={() => view.tryInstead({ thread, alternative: way.alternative, step })}
            >
              {labelOf(thread, way, others.length > 1)}
            </button>
          ))}
    </li>
  );
}

function said(step: string | null, ways: readonly Way[]): string {
  if (step === null) return 'has ended';
  return ways.length === 0 ? `waits in ${step}` : step;
}

function labelOf(thread: string, { alternative, means }: Way, isChoice: boolean): string {
  return isChoice ? `run ${thread} here, with ${means ?? alternative}` : `run ${thread} here`;
}
