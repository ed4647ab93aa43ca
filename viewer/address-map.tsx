/** Who holds which pages after the selected event, and what of that is new. */
import { clashesIn, type Holding, heldBy, holdingOf, type Range } from '../report/held-ranges.js';
import type { Contents } from '../scheduler/trace.js';

const WIDTH = 384;
const HEIGHT = 18;

/** What each holding is called, and its letter on the map. */
const SIGNS: Readonly<Record<Holding, readonly [letter: string, name: string]>> = {
  free: ['F', 'free'],
  node: ['N', 'node'],
  busy: ['B', 'busy'],
  lazy: ['L', 'lazy'],
  purging: ['P', 'purging'],
  mapped: ['M', 'mapped'],
  stale: ['S', 'stale'],
  other: ['·', 'other'],
};

interface AddressMapProps {
  readonly before: Contents;
  readonly after: Contents;
  readonly space: Range;
}

export function AddressMap({ before, after, space }: AddressMapProps) {
  const [was, is] = [heldBy(before), heldBy(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => (was.get(name)?.length ?? 0) + (is.get(name)?.length ?? 0) > 0,
  );
  const order = Object.keys(SIGNS);
  names.sort((a, b) => order.indexOf(holdingOf(a)) - order.indexOf(holdingOf(b)));
  const clashes = clashesIn(is);
  return (
    <section class="address-map" aria-labelledby="map-title">
      <h3 id="map-title">
        Pages [{space[0]},{space[1]}) after this step
      </h3>
      {clashes.map(({ range, holders }) => (
        <p key={`${range} ${holders.join(' ')}`} class="clash">
          <strong>‼ Two owners:</strong> pages [{range[0]},{range[1]}) are in {holders[0]} and in {holders[1]}
        </p>
      ))}
      <ul>
        {names.map((name) => (
          <MapRow
            key={name}
            name={name}
            before={was.get(name) ?? []}
            after={is.get(name) ?? []}
            space={space}
            clashes={clashes.filter(({ holders }) => holders.includes(name)).map(({ range }) => range)}
          />
        ))}
      </ul>
    </section>
  );
}

interface MapRowProps {
  readonly name: string;
  readonly before: readonly Range[];
  readonly after: readonly Range[];
  readonly space: Range;
  readonly clashes: readonly Range[];
}

function MapRow({ name, before, after, space, clashes }: MapRowProps) {
  const holding = holdingOf(name);
  const [letter, called] = SIGNS[holding];
  const scale = WIDTH / (space[1] - space[0]);
  const draw = ([start, end]: Range) => ({ x: (start - space[0]) * scale, width: Math.max(1, (end - start) * scale) });
  const gone = minus(before, after);
  const fresh = minus(after, before);
  const text = (ranges: readonly Range[]) => ranges.map(([start, end]) => `[${start},${end})`).join(' ');
  return (
    <li class="row">
      <div class="row-head">
        <span class={`chip ${holding}`}>
          {letter} {called}
        </span>
        <span class="object">{name}</span>
        <span class="ranges">{text(after) || 'none'}</span>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <rect class="track" width={WIDTH} height={HEIGHT} />
        {after.map((range) => (
          <g key={`is ${range}`}>
            <rect class={`held ${holding}`} y={2} height={HEIGHT - 4} {...draw(range)} />
            <text class="held-text" x={draw(range).x + draw(range).width / 2} y={HEIGHT - 5} text-anchor="middle">
              {draw(range).width >= 10 ? letter : ''}
            </text>
          </g>
        ))}
        {fresh.map((range) => (
          <rect key={`new ${range}`} class="fresh" y={1.5} height={HEIGHT - 3} {...draw(range)} />
        ))}
        {gone.map((range) => (
          <rect key={`gone ${range}`} class="gone" y={2.5} height={HEIGHT - 5} {...draw(range)} />
        ))}
        {clashes.map((range) => (
          <rect key={`clash ${range}`} class="clashing" y={1} height={HEIGHT - 2} {...draw(range)} />
        ))}
        <PageMarks space={space} scale={scale} />
      </svg>
      {gone.length + fresh.length > 0 && (
        <p class="moved">
          {fresh.length > 0 && <span>+ {text(fresh)} </span>}
          {gone.length > 0 && <span>− {text(gone)}</span>}
        </p>
      )}
    </li>
  );
}

/** A thin line between pages, where there is room. */
function PageMarks({ space, scale }: { space: Range; scale: number }) {
  if (scale < 8) return null;
  const inner = Array.from({ length: space[1] - space[0] - 1 }, (_, k) => (k + 1) * scale);
  return <path class="page-marks" d={inner.map((x) => `M${x} 0V${HEIGHT}`).join('')} />;
}

/** The pages of `ranges` that are in none of the others. */
function minus(ranges: readonly Range[], others: readonly Range[]): Range[] {
  return others.reduce<Range[]>(
    (left, [low, high]) =>
      left.flatMap(([start, end]): Range[] => {
        const parts: Range[] = [
          [start, Math.min(end, low)],
          [Math.max(start, high), end],
        ];
        return high <= start || low >= end ? [[start, end]] : parts.filter(([from, to]) => from < to);
      }),
    [...ranges],
  );
}
