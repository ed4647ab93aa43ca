/** Which case, which execution, and how they are shown. */
import { switchTheme } from './theme.js';
import type { View } from './view.js';

export function Toolbar({ view }: { view: View }) {
  const { data, caseIndex, executionIndex, isSideBySide, showsArrows, showsSlice, showsHelp } = view;
  const { broken } = view.case.value;
  return (
    <nav class="toolbar" aria-label="What is shown">
      {data.cases.length > 1 && (
        <label>
          Scenario{' '}
          <select value={caseIndex.value} onChange={({ currentTarget }) => view.show(Number(currentTarget.value))}>
            {data.cases.map(({ scenario, broken: claim }, k) => (
              <option key={`${k} ${scenario}`} value={k}>
                {scenario}
                {claim === null ? '' : `: ${claim.claim}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <fieldset aria-label="Execution">
        {view.executions.value.map(({ title, staged: { findings } }, k) => (
          <button
            key={`${k} ${title}`}
            type="button"
            aria-pressed={!isSideBySide.value && executionIndex.value === k}
            onClick={() => view.lookOnlyAt(k)}
          >
            {findings.length > 0 ? '✗' : '✓'} {title}
          </button>
        ))}
      </fieldset>
      {broken?.race != null && (
        <Toggle label="Side by side" hotkey="s" isOn={isSideBySide.value} onClick={() => view.toggleSides()} />
      )}
      <Toggle
        label="All arrows"
        hotkey="a"
        isOn={showsArrows.value}
        onClick={() => (showsArrows.value = !showsArrows.value)}
      />
      {broken !== null && (
        <Toggle
          label="Fade what is not needed"
          hotkey="f"
          isOn={showsSlice.value}
          onClick={() => (showsSlice.value = !showsSlice.value)}
        />
      )}
      <span class="spacer" />
      <button type="button" onClick={switchTheme} title="key d">
        Theme
      </button>
      <button type="button" onClick={() => (showsHelp.value = true)} title="key ?">
        Keys
      </button>
    </nav>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly hotkey: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
}

function Toggle({ label, hotkey, isOn, onClick }: ToggleProps) {
  return (
    <button type="button" aria-pressed={isOn} title={`key ${hotkey}`} onClick={onClick}>
      {label}
    </button>
  );
}
