/** An execution: a column for each thread, time running down; one event is selected. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PageExecution } from '../report/page-data.js';
import { count } from '../report/trace-text.js';
import type { TraceEvent } from '../scheduler/trace.js';
import { LaneDrawing } from './lane-drawing.js';
import { type Column, type Layout, LINE, layoutOf, type Row } from './layout.js';
import { stepLines } from './texts.js';
import type { View } from './view.js';

const RACE = 'race';

/** Characters that a column mostly has room for. */
const WIDE = 54;

interface LanesProps {
  readonly view: View;
  readonly execution: PageExecution;
  /** Index of the execution. */
  readonly index: number;
  /** Index of the selected event. */
  readonly selected: number;
  readonly onSelect: (event: number) => void;
  /** Characters that a column has room for; default WIDE. */
  readonly chars?: number;
}

export function Lanes({ view, execution, index, selected, onSelect, chars = WIDE }: LanesProps) {
  const { trace, findings } = execution.staged;
  const race = view.raceIn(index);
  const layout = useMemo(() => {
    const marksOf = (event: number) => [
      ...(race?.events.includes(event) ? [RACE] : []),
      ...findings.filter(({ at }) => at === event).map(({ claim }) => `✗ ${claim}`),
    ];
    const texts = trace.events.map((event) => ({ lines: stepLines(event), marks: marksOf(event.index) }));
    return layoutOf(execution.staged, texts, chars);
  }, [execution, race, chars]);
  const lanes = useRef<HTMLElement>(null);
  const isOpened = useRef(false);
  const id = (event: number) => `event-${index}-${event}`;
  useEffect(() => {
    const row = document.getElementById(id(selected));
    // The page itself stays where it is until somebody steps.
    if (isOpened.current) row?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    else if (row !== null) lanes.current?.scrollTo({ top: row.offsetTop - lanes.current.clientHeight / 2 });
    isOpened.current = true;
  }, [selected, index]);
  const { cpus, broken } = view.case.value;
  const isBehind = behindFailure(view.showsSlice.value && index === 0 ? (broken?.slice ?? null) : null, trace.events);
  return (
    <section ref={lanes} class="lanes" aria-label={`Execution: ${execution.title}`}>
      <div class="heads" style={{ width: `${layout.width}px` }}>
        {layout.columns.map(({ thread, x, width }) => (
          <div key={thread} class="head" style={{ left: `${x}px`, width: `${width}px` }}>
            <span class="thread">{thread}</span>
            {cpus[thread] !== undefined && <span class="cpu">CPU {cpus[thread]}</span>}
          </div>
        ))}
      </div>
      <div class="field" style={{ width: `${layout.width}px`, height: `${layout.height}px` }}>
        <LaneDrawing view={view} layout={layout} events={trace.events} selected={selected} />
        <div
          class="events"
          role="listbox"
          tabIndex={0}
          aria-label={`Steps of the execution, ${execution.title}`}
          aria-activedescendant={trace.events.length === 0 ? undefined : id(selected)}
        >
          {layout.rows.map((row) => (
            <EventRow
              key={row.event}
              id={id(row.event)}
              row={row}
              event={trace.events[row.event]!}
              column={layout.columns.find(({ thread }) => thread === trace.events[row.event]!.thread)!}
              preempted={preemptedIn(layout, trace.events, row.event)}
              isSelected={row.event === selected}
              isFaint={!isBehind(trace.events[row.event]!)}
              onSelect={onSelect}
            />
          ))}
        </div>
        <End layout={layout} staged={execution.staged} />
      </div>
    </section>
  );
}

/** The column of the thread that ran before, if it is preempted here. */
function preemptedIn(layout: Layout, events: readonly TraceEvent[], event: number): Column | null {
  const before = events[event]!.preempts ? events[event - 1] : undefined;
  return layout.columns.find(({ thread }) => thread === before?.thread) ?? null;
}

/** Does the failure follow from the event? Of each thread, from the first so many. */
function behindFailure(slice: Readonly<Record<string, number>> | null, events: readonly TraceEvent[]) {
  const seen = new Map<string, number>();
  const within = new Set<number>();
  for (const { index, thread } of events) {
    const nth = seen.get(thread) ?? 0;
    seen.set(thread, nth + 1);
    if (slice === null || nth < (slice[thread] ?? 0)) within.add(index);
  }
  return ({ index }: TraceEvent) => within.has(index);
}

interface EventRowProps {
  readonly id: string;
  readonly row: Row;
  readonly event: TraceEvent;
  readonly column: Column;
  readonly preempted: Column | null;
  readonly isSelected: boolean;
  readonly isFaint: boolean;
  readonly onSelect: (event: number) => void;
}

function EventRow(props: EventRowProps) {
  const { id, row, event, column, preempted, isSelected, isFaint, onSelect } = props;
  const isRace = row.marks.includes(RACE);
  const isBroken = row.marks.length > Number(isRace);
  const looks = [isSelected && 'selected', isFaint && 'faint', isRace && 'race', isBroken && 'broken'];
  const box = { left: `${column.textX}px`, width: `${column.x + column.width - column.textX - 4}px` };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the list
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active descendant
    <div
      id={id}
      role="option"
      aria-selected={isSelected}
      class={['event', ...looks].filter((look) => look !== false).join(' ')}
      style={{ top: `${row.y}px`, height: `${row.height}px` }}
      onClick={() => onSelect(row.event)}
    >
      <span class="number" style={{ top: `${row.boxY - row.y}px` }}>
        {row.event + 1} <span class="unseen">{event.thread}:</span>
      </span>
      {preempted !== null && (
        <span class="preempted" style={{ left: `${preempted.textX}px`, height: `${LINE}px` }}>
          <span class="unseen">{preempted.thread} is</span> ‖ preempted
        </span>
      )}
      <div class="box" style={{ ...box, top: `${row.boxY - row.y}px` }}>
        {row.lines.map((line, k) => (
          <div key={`${k} ${line}`} class={k === 0 ? 'line' : 'line riding'}>
            <span class="text" title={line}>
              {line}
            </span>
            {k === 0 && row.marks.map((mark) => <Mark key={mark} mark={mark} />)}
          </div>
        ))}
      </div>
    </div>
  );
}

function Mark({ mark }: { mark: string }) {
  return <span class={mark === RACE ? 'mark' : 'mark break-mark'}>{mark}</span>;
}

/** What is to be said where nobody goes on. */
function End({
  layout: { endY, columns },
  staged: { trace, findings },
}: {
  layout: Layout;
  staged: PageExecution['staged'];
}) {
  const { loop, events } = trace;
  const late = findings.filter(({ at }) => at >= events.length).map(({ claim }) => `✗ ${claim}`);
  const isBroken = findings.length > 0;
  const stop = isBroken && late.length === 0 ? 'stops here: a claim is broken' : 'end';
  const texts = loop > 0 ? [`↻ the last ${count(loop, 'event')} can repeat for ever`] : [stop];
  return (
    <p class={isBroken ? 'end broken' : 'end'} style={{ top: `${endY}px`, left: `${columns[0]?.textX ?? 0}px` }}>
      {[...texts, ...late].join(' · ')}
    </p>
  );
}
