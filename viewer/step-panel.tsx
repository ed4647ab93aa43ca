/** Everything about the selected event. */
import type { PageExecution } from '../report/page-data.js';
import type { TraceEvent } from '../scheduler/trace.js';
import { AddressMap } from './address-map.js';
import { StateDiff } from './state-diff.js';
import { stepLines } from './texts.js';
import type { View } from './view.js';
import { WhatIf } from './what-if.js';

export function StepPanel({ view }: { view: View }) {
  const execution = view.execution.value;
  const { trace } = execution.staged;
  const event = trace.events[view.selected.value];
  if (event === undefined) return <aside class="panel">No thread takes a step.</aside>;
  const states = view.states.value;
  const space = view.space.value;
  return (
    <aside class="panel" aria-label="Selected step">
      <header class="step-head">
        <p class="where-in">
          Step {event.index + 1} of {trace.events.length} · {execution.title}
        </p>
        <h2>
          <span class="thread">{event.thread}</span> {stepLines(event)[0]}
        </h2>
        {stepLines(event)
          .slice(1)
          .map((line, k) => (
            <p key={`${k} ${line}`} class="riding">
              then {line}
            </p>
          ))}
        <Places event={event} />
      </header>
      <Breaks execution={execution} event={event} />
      {space !== null && <AddressMap before={states[event.index]!} after={states[event.index + 1]!} space={space} />}
      <StateDiff event={event} />
      <Order view={view} event={event} events={trace.events} />
      <WhatIf view={view} />
    </aside>
  );
}

/** The source lines that ask for the step, innermost first. */
function Places({ event }: { event: TraceEvent }) {
  const where = event.steps[0]?.where ?? [];
  if (where.length === 0) return null;
  return (
    <p class="places">
      at <code>{where[0]}</code>
      {where.slice(1).map((place) => (
        <span key={place}>
          {' '}
          ← <code>{place}</code>
        </span>
      ))}
    </p>
  );
}

function Breaks({ execution, event }: { execution: PageExecution; event: TraceEvent }) {
  const { findings, trace } = execution.staged;
  const here = findings.filter(({ at }) => Math.min(at, trace.events.length - 1) === event.index);
  return (
    <>
      {here.map(({ claim, message, at }) => (
        <p key={claim} class="breaks">
          <strong>✗ {claim}</strong>, {at >= trace.events.length ? 'when all is over' : 'here'}: {message}
        </p>
      ))}
    </>
  );
}

interface OrderProps {
  readonly view: View;
  readonly event: TraceEvent;
  readonly events: readonly TraceEvent[];
}

/** What it comes behind, what comes behind it, and which objects say so. */
function Order({ view, event, events }: OrderProps) {
  const before = event.follows.map((k) => events[k]!);
  const behind = events.filter(({ follows }) => follows.includes(event.index));
  const link = (other: TraceEvent, [one, two]: readonly [TraceEvent, TraceEvent]) => (
    <li key={other.index}>
      <button type="button" class="link" onClick={() => view.select(other.index)}>
        {other.index + 1} {other.thread}: {stepLines(other)[0]}
      </button>
      {shared(one, two).length > 0 && <span class="quiet"> {shared(one, two).join(', ')}</span>}
    </li>
  );
  return (
    <section class="order" aria-labelledby="order-title">
      <h3 id="order-title">Order with other threads</h3>
      {before.length + behind.length === 0 && (
        <p class="quiet">Nothing in other threads is directly before or after it.</p>
      )}
      {before.length > 0 && (
        <>
          <p>Happens after</p>
          <ul>{before.map((other) => link(other, [other, event]))}</ul>
        </>
      )}
      {behind.length > 0 && (
        <>
          <p>Happens before</p>
          <ul>{behind.map((other) => link(other, [event, other]))}</ul>
        </>
      )}
    </section>
  );
}

/** Objects that both touch. */
function shared(one: TraceEvent, other: TraceEvent): string[] {
  const names = new Set(other.touched.map(({ object }) => object));
  return [...new Set(one.touched.map(({ object }) => object))].filter((object) => names.has(object));
}
