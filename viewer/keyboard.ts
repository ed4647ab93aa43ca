/** Keys of the whole page. */
import type { TraceEvent } from '../scheduler/trace.js';
import { switchTheme } from './theme.js';
import type { View } from './view.js';

interface Key {
  readonly keys: readonly string[];
  readonly does: string;
  readonly act: (view: View) => void;
}

const sameThread = (view: View) => {
  const thread = view.events.value[view.selected.value]?.thread;
  return (event: TraceEvent) => event.thread === thread;
};

export const KEYS: readonly Key[] = [
  { keys: ['j', 'ArrowDown'], does: 'next step', act: (view) => view.select(view.selected.value + 1) },
  { keys: ['k', 'ArrowUp'], does: 'step before', act: (view) => view.select(view.selected.value - 1) },
  { keys: ['l', 'ArrowRight'], does: 'next step of the same thread', act: (view) => view.seek(1, sameThread(view)) },
  { keys: ['h', 'ArrowLeft'], does: 'step before of the same thread', act: (view) => view.seek(-1, sameThread(view)) },
  { keys: ['Home'], does: 'first step', act: (view) => view.select(0) },
  { keys: ['End'], does: 'last step', act: (view) => view.select(view.events.value.length - 1) },
  { keys: ['n'], does: 'next preemption', act: (view) => view.seek(1, ({ preempts }) => preempts) },
  { keys: ['p'], does: 'preemption before', act: (view) => view.seek(-1, ({ preempts }) => preempts) },
  { keys: ['r'], does: 'next step of the critical race', act: (view) => view.goToRace() },
  { keys: ['e'], does: 'next execution', act: nextExecution },
  { keys: ['s'], does: 'failing and passing side by side', act: (view) => view.toggleSides() },
  { keys: ['a'], does: 'all arrows, or those of the selected step', act: (view) => toggle(view.showsArrows) },
  { keys: ['f'], does: 'fade what is not needed to fail', act: (view) => toggle(view.showsSlice) },
  { keys: ['w'], does: 'to what could run instead', act: () => document.getElementById('what-if-title')?.focus() },
  { keys: ['d'], does: 'light or dark', act: switchTheme },
  { keys: ['?'], does: 'these keys', act: (view) => toggle(view.showsHelp) },
];

function toggle(state: View['showsHelp']): void {
  state.value = !state.value;
}

function nextExecution(view: View): void {
  view.lookOnlyAt((view.executionIndex.value + 1) % view.executions.value.length);
}

/** Keys that mean something to the element that has the focus are its own. */
export function listen(view: View): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null) return;
    if ((event.target as Element).closest('select') !== null) return;
    const found = KEYS.find(({ keys }) => keys.includes(event.key));
    if (found === undefined) return;
    event.preventDefault();
    found.act(view);
  });
}
