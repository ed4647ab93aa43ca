/** The failing execution beside the nearest passing one, each at the same step. */
import { Lanes } from './lanes.js';
import type { View } from './view.js';

export function SideBySide({ view }: { view: View }) {
  const race = view.case.value.broken!.race!;
  const sides = [race.failing.execution, race.passing.execution];
  const { executionIndex, selected, executions } = view;
  return (
    <div class="sides">
      {sides.map((index) => (
        <div key={index} class={index === executionIndex.value ? 'side active' : 'side'}>
          <h2>
            {executions.value[index]!.staged.findings.length > 0 ? '✗' : '✓'} {executions.value[index]!.title}
          </h2>
          <Lanes
            view={view}
            execution={executions.value[index]!}
            index={index}
            selected={index === executionIndex.value ? selected.value : view.counterpartIn(index)}
            chars={34}
            onSelect={(event) => {
              view.look(index);
              view.select(event);
            }}
          />
        </div>
      ))}
    </div>
  );
}
