/** The page of the trace viewer. Called by the script of the page, with the checker for each case. */
import { render } from 'preact';
import type { PageData } from '../report/page-data.js';
import { Claim } from './claim.js';
import { Help } from './help.js';
import { listen } from './keyboard.js';
import { Lanes } from './lanes.js';
import { Legend } from './legend.js';
import { SideBySide } from './side-by-side.js';
import { StepPanel } from './step-panel.js';
import { spokenEvent } from './texts.js';
import { Toolbar } from './toolbar.js';
import { Verdicts } from './verdicts.js';
import { type OpenLaboratory, View } from './view.js';

/** @param open how each case gets its checker; null: it has none */
export function start(open: readonly (OpenLaboratory | null)[]): void {
  const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
  const view = new View(data, open);
  const page = document.getElementById('page')!;
  page.replaceChildren();
  render(<Page view={view} />, page);
  listen(view);
}

function Page({ view }: { view: View }) {
  const { execution, executionIndex, selected, isSideBySide } = view;
  const { trace } = execution.value.staged;
  const event = trace.events[selected.value];
  return (
    <>
      <Toolbar view={view} />
      <main>
        <Verdicts view={view} />
        <Claim view={view} />
        <Legend view={view} />
        <div class={isSideBySide.value ? 'work wide' : 'work'}>
          {isSideBySide.value ? (
            <SideBySide view={view} />
          ) : (
            <Lanes
              view={view}
              execution={execution.value}
              index={executionIndex.value}
              selected={selected.value}
              onSelect={(chosen) => view.select(chosen)}
            />
          )}
          <StepPanel view={view} />
        </div>
      </main>
      <div role="status" class="unseen">
        {event === undefined ? '' : spokenEvent(event, trace)}
      </div>
      <Help view={view} />
    </>
  );
}
