/** What the scenario asks, which claim breaks, and the order or choice that decides it. */
import type { BrokenClaim } from '../report/page-data.js';
import type { Finding } from '../scheduler/findings.js';
import type { View } from './view.js';

export function Claim({ view }: { view: View }) {
  const { scenario, question, source, broken } = view.case.value;
  const { findings } = view.execution.value.staged;
  return (
    <section class="claim" aria-labelledby="scenario-name">
      <h1 id="scenario-name">{scenario}</h1>
      {question !== null && <p class="question">{question}</p>}
      {source !== null && <p class="source">From {source}</p>}
      {broken !== null && (
        <>
          <p class="breaks">
            <strong>✗ {broken.claim}:</strong> {broken.message}
          </p>
          <p class="race-sentences">
            {broken.sentences.join(' ')}{' '}
            {broken.race !== null && (
              <button type="button" class="link no-print" onClick={() => view.goToRace()}>
                Go to the race
              </button>
            )}
          </p>
        </>
      )}
      <p class={findings.length === 0 ? 'outcome holds' : 'outcome'} data-testid="outcome">
        Execution shown: <strong>{view.execution.value.title}</strong>,{' '}
        {findings.length === 0
          ? '✓ breaks no claim'
          : `✗ ${findings.map((found) => brokenText(found, broken)).join('; ')}`}
      </p>
    </section>
  );
}

/** The claim; with what breaks, unless that has been said. */
function brokenText({ claim, message }: Finding, said: BrokenClaim | null): string {
  return said?.claim === claim && said.message === message ? claim : `${claim}: ${message}`;
}
