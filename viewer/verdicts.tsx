/** What was found of each scenario. */
import { count } from '../report/trace-text.js';
import type { View } from './view.js';

export function Verdicts({ view }: { view: View }) {
  const { verdicts } = view.data;
  if (verdicts.length === 0) return null;
  return (
    <details class="verdicts" open={view.data.cases.every(({ broken }) => broken === null)}>
      <summary>
        {count(verdicts.length, 'scenario')}, {verdicts.filter(({ isAsExpected }) => isAsExpected).length} as expected
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">scenario</th>
            <th scope="col">found</th>
            <th scope="col">expected?</th>
            <th scope="col">explored</th>
          </tr>
        </thead>
        <tbody>
          {verdicts.map(({ scenario, outcome, isAsExpected, notes, shown }) => (
            <tr key={scenario}>
              <th scope="row">
                {shown === null ? (
                  scenario
                ) : (
                  <button type="button" class="link" onClick={() => view.show(shown)}>
                    {scenario}
                  </button>
                )}
              </th>
              <td>{outcome}</td>
              <td>{isAsExpected ? '✓ yes' : '✗ no'}</td>
              <td>{notes.join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
