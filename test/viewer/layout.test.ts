/** Where the viewer draws what: lock bands, waits, preemptions. */
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../scheduler/schedule.js';
import { stage } from '../../scheduler/standing.js';
import { layoutOf } from '../../viewer/layout.js';
import { holdsIn, lockKeys } from '../../viewer/locks.js';
import { addressSpaceOf, statesOf } from '../../viewer/states.js';
import { spokenEvent, stepLines } from '../../viewer/texts.js';
import { golden } from '../report/scenarios.js';

const abba = golden.find(({ name }) => name === 'abba-deadlock')!;
const staged = stage(abba, parseSchedule('abba-deadlock cpu0:2:spin_lock(A) cpu1:2:spin_lock(B)'));
const boxes = staged.trace.events.map((event) => ({ lines: stepLines(event), marks: [] }));

describe('the layout of an execution', () => {
  const { columns, rows, bands, waits, height, endY } = layoutOf(staged, boxes, 40);

  it('has a column for each thread that runs, and a row below another for each event', () => {
    expect(columns.map(({ thread }) => thread)).toEqual(['cpu0', 'cpu1']);
    expect(columns[1]!.x).toBeGreaterThan(columns[0]!.x + columns[0]!.width);
    expect(rows.map(({ y, height: high }) => y + high)).toEqual([...rows.slice(1).map(({ y }) => y), endY]);
  });

  it('makes room for the line that says who is preempted', () => {
    const heights = rows.map((row) => row.height);
    expect(staged.trace.events.map(({ preempts }) => preempts)).toEqual([false, false, true, false]);
    expect(heights[2]).toBeGreaterThan(heights[1]!);
  });

  it('draws a lock from the step that takes it to the end, if nobody releases it', () => {
    expect(bands.map(({ thread, lock, y, height: high }) => [thread, lock, y + high === height])).toEqual([
      ['cpu0', 'A', true],
      ['cpu1', 'B', true],
    ]);
  });

  it('hatches who waits, from the event that makes it wait on', () => {
    expect(waits.map(({ thread, text, y, height: high }) => [thread, text, y, y + high])).toEqual([
      ['cpu0', 'waits: spin_lock(B)', endY, height],
      ['cpu1', 'waits: spin_lock(A)', endY, height],
    ]);
  });

  it('is not wider than is asked for', () => {
    const long = boxes.map(() => ({ lines: ['x'.repeat(500)], marks: ['race'] }));
    expect(layoutOf(staged, long, 30).width).toBeLessThan(700);
  });
});

describe('locks of an execution', () => {
  const event = (index: number, held: string[], section: string[] = []) => ({
    ...staged.trace.events[0]!,
    index,
    held,
    touched: section.map((object) => ({ object, mode: 'section' as const })),
  });

  it('stand beside each other while they are held together', () => {
    const events = [event(0, ['A']), event(1, ['A', 'B']), event(2, ['B'], ['C']), event(3, [])];
    expect(holdsIn({ events }).map(({ lock, from, to, slot }) => [lock, from, to, slot])).toEqual([
      ['A', 0, 2, 0],
      ['B', 1, 3, 1],
      ['C', 2, 2, 2],
    ]);
  });

  it('have a letter each, in the order in which they are first taken', () => {
    const events = Array.from({ length: 27 }, (_, k) => event(k, [], [`lock ${k}`]));
    const keys = lockKeys([{ title: '', staged: { ...staged, trace: { ...staged.trace, events } }, drift: [] }]);
    expect([...keys].filter((_, k) => k % 13 === 0)).toEqual([
      ['lock 0', 'A'],
      ['lock 13', 'N'],
      ['lock 26', 'A2'],
    ]);
  });
});

describe('what is said and known of events', () => {
  it('is read out with the thread, what it preempts and holds', () => {
    expect(spokenEvent(staged.trace.events[2]!, staged.trace)).toBe('Step 3 of 4, cpu1: begin; preempts cpu0');
    expect(spokenEvent(staged.trace.events[3]!, staged.trace)).toBe('Step 4 of 4, cpu1: spin_lock(B); holds B');
  });

  it('has the contents before each event and after the last', () => {
    expect(statesOf(staged)).toEqual([
      { A: null, B: null },
      { A: null, B: null },
      { A: 'cpu0', B: null },
      { A: 'cpu0', B: null },
      { A: 'cpu0', B: 'cpu1' },
    ]);
  });

  it('has all pages that are ever held, if any are', () => {
    expect(addressSpaceOf([{ free: ['[4,6)'] }, { free: [], busy: ['[1,2)'] }])).toEqual([1, 6]);
    expect(addressSpaceOf([{ free: [] }])).toBeNull();
  });
});
