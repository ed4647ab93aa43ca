/** Which letter is which lock, and what the marks mean. */
import { HUES } from './lane-drawing.js';
import type { View } from './view.js';

export function Legend({ view }: { view: View }) {
  const keys = [...view.keys.value];
  return (
    <ul class="legend" aria-label="Locks and marks">
      {keys.map(([lock, key], k) => (
        <li key={lock}>
          <span class={`swatch hue-${k % HUES}`}>{key}</span> {lock}
        </li>
      ))}
      <li>
        <span class="swatch hatched" /> waits
      </li>
      <li>
        <span class="swatch arrowed">→</span> happens before
      </li>
      {view.case.value.broken !== null && view.showsSlice.value && (
        <li>
          <span class="swatch dashed" /> not needed to fail
        </li>
      )}
    </ul>
  );
}
