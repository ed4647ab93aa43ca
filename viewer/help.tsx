/** The keys, in a dialog. */
import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from './keyboard.js';
import type { View } from './view.js';

export function Help({ view }: { view: View }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = view.showsHelp.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={() => (view.showsHelp.value = false)}>
      <h2 id="help-title">Keys</h2>
      <table class="help">
        <tbody>
          {KEYS.map(({ keys, does }) => (
            <tr key={does}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{NAMES[key] ?? key}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" onClick={() => (view.showsHelp.value = false)}>
        Close
      </button>
    </dialog>
  );
}

const NAMES: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→' };
