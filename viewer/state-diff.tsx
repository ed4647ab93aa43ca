/** What an event changes: objects before and after, only the parts that are others. */
import { type ChangedPart, changedParts, show } from '../report/state-diff.js';
import type { TraceEvent } from '../scheduler/trace.js';

export function StateDiff({ event }: { event: TraceEvent }) {
  const parts = event.changes.flatMap(({ object, before, after }) => changedParts(object, before, after));
  return (
    <section class="state-diff" aria-labelledby="diff-title">
      <h3 id="diff-title">What it changes</h3>
      {parts.length === 0 ? (
        <p class="quiet">Nothing that threads share.</p>
      ) : (
        <table>
          <thead>
            <tr class="titles">
              <th scope="col">object</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <PartRow key={part.name} part={part} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function PartRow({ part: { name, before, after } }: { part: ChangedPart }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="before">
        <Value value={before} other={after} sign="−" />
      </td>
      <td class="after">
        <Value value={after} other={before} sign="+" />
      </td>
    </tr>
  );
}

/** Of a list the entries that the other one does not have, and how many there are besides. */
function Value({ value, other, sign }: { value: unknown; other: unknown; sign: string }) {
  if (!Array.isArray(value) || !Array.isArray(other)) return <>{value === null ? 'none' : show(value)}</>;
  const known = other.map(show);
  const own = value.map(show).filter((entry) => !known.includes(entry));
  const kept = value.length - own.length;
  if (own.length === 0 && value.length === other.length) return <>{show(value)}</>;
  return (
    <>
      {own.map((entry) => (
        <span key={entry} class="entry">
          {sign} {entry}
        </span>
      ))}
      {kept > 0 && <span class="quiet">{own.length > 0 ? `and ${kept} more` : `${kept} as before`}</span>}
      {value.length === 0 && <span class="quiet">empty</span>}
    </>
  );
}
