/** What is drawn behind the events: lanes, bands of locks, waits, who runs after whom, what happens before what. */
import type { TraceEvent } from '../scheduler/trace.js';
import { BAND, type Band, type Column, type Layout, type Row } from './layout.js';
import type { View } from './view.js';

interface DrawingProps {
  readonly view: View;
  readonly layout: Layout;
  readonly events: readonly TraceEvent[];
  readonly selected: number;
}

export function LaneDrawing({ view, layout, events, selected }: DrawingProps) {
  const { columns, rows, bands, waits, width, height } = layout;
  const columnOf = new Map(columns.map((column) => [column.thread, column]));
  const column = (event: number) => columnOf.get(events[event]!.thread)!;
  const arrows = events.flatMap(({ index, follows }) => follows.map((from) => ({ from, to: index })));
  const shown = view.showsArrows.value ? arrows : arrows.filter(({ from, to }) => from === selected || to === selected);
  return (
    <svg class="drawing" width={width} height={height} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="7" class="hatch-line" />
        </pattern>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 8 4 0 8z" class="tip" />
        </marker>
      </defs>
      {columns.map(({ thread, x, width: wide }) => (
        <rect key={thread} class="lane" x={x} y={0} width={wide} height={height} />
      ))}
      {waits.map(({ thread, y, height: high, text }) => (
        <g key={`${thread} ${y}`}>
          <rect
            class="wait"
            x={columnOf.get(thread)!.textX - 2}
            y={y}
            width={columnOf.get(thread)!.width - (columnOf.get(thread)!.textX - columnOf.get(thread)!.x)}
            height={high}
          />
          <text class="wait-text" x={columnOf.get(thread)!.textX + 4} y={y + 17}>
            {text}
          </text>
        </g>
      ))}
      {rows.slice(1).map((row) => (
        <Switch key={row.event} from={rows[row.event - 1]!} to={row} column={column} />
      ))}
      {bands.map((band) => (
        <BandDrawing key={`${band.thread} ${band.x} ${band.y}`} band={band} view={view} />
      ))}
      {shown.map(({ from, to }) => (
        <Arrow
          key={`${from} ${to}`}
          from={rows[from]!}
          to={rows[to]!}
          columns={[column(from), column(to)]}
          isOfSelected={from === selected || to === selected}
        />
      ))}
    </svg>
  );
}

/** The thread of control goes over to another thread. */
function Switch({ from, to, column }: { from: Row; to: Row; column: (event: number) => Column }) {
  const [one, other] = [column(from.event), column(to.event)];
  if (one === other) return null;
  const y = to.y + 1;
  return <path class="switch" d={`M${one.textX + 6} ${from.boxY + 16}V${y}H${other.textX + 6}V${to.boxY + 2}`} />;
}

function BandDrawing({ band: { lock, x, y, height }, view }: { band: Band; view: View }) {
  const key = view.keys.value.get(lock) ?? '?';
  const hue = [...view.keys.value.keys()].indexOf(lock) % HUES;
  const room = Math.floor((height - 22) / 6.2);
  const middle = x + BAND / 2 - 1;
  return (
    <g class={`band hue-${hue}`}>
      <rect x={x} y={y} width={BAND - 2} height={height} rx={3} />
      <text x={middle} y={y + 13} text-anchor="middle" class="key">
        {key}
      </text>
      {room >= lock.length && (
        <text class="name" transform={`translate(${middle + 3.5} ${y + 22 + lock.length * 6.2}) rotate(-90)`}>
          {lock}
        </text>
      )}
    </g>
  );
}

/** Colours of locks; the letters tell apart what has the same. */
export const HUES = 8;

interface ArrowProps {
  readonly from: Row;
  readonly to: Row;
  readonly columns: readonly [Column, Column];
  readonly isOfSelected: boolean;
}

/** What the later event follows directly. */
function Arrow({ from, to, columns: [one, other], isOfSelected }: ArrowProps) {
  const isRight = other.x > one.x;
  const x1 = isRight ? one.x + one.width - 6 : one.textX;
  const x2 = isRight ? other.textX - 1 : other.x + other.width - 3;
  const [y1, y2] = [from.boxY + 10, to.boxY + 10];
  const bend = isRight ? 26 : -26;
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  return <path class={isOfSelected ? 'arrow strong' : 'arrow'} d={path} marker-end="url(#tip)" />;
}
