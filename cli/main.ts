#!/usr/bin/env node
/** The `mazurka` command: in a thread of its own, so that Ctrl-C is heard while it explores. */
import { Worker } from 'node:worker_threads';
import { EXIT } from '../program/usage-error.js';
import { LISTENS, PRESSED, type ThreadData } from './interrupt.js';

const { stdout, stderr } = process;
const signals = new Int32Array(new SharedArrayBuffer(8));
const workerData: ThreadData = {
  signals,
  stdout: { isTTY: stdout.isTTY === true, columns: stdout.columns },
  stderr: { isTTY: stderr.isTTY === true, columns: stderr.columns },
};

process.on('SIGINT', () => {
  const isSecond = Atomics.add(signals, PRESSED, 1) > 0;
  if (isSecond || Atomics.load(signals, LISTENS) === 0) process.exit(EXIT.interrupted);
  stderr.write(`${workerData.stderr.isTTY ? '\r\u001b[K' : ''}mazurka: stopping; Ctrl-C again stops at once\n`);
});

const command = new Worker(new URL('./command.js', import.meta.url), { argv: process.argv.slice(2), workerData });
command.on('exit', (code) => {
  process.exitCode = code;
});
command.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
  stderr.write(
    'mazurka: out of memory: bound the exploration (--max-states, --max-executions, --time), take --store hash-compaction, ' +
      'or give it more: NODE_OPTIONS=--max-old-space-size=<MB>\n',
  );
  process.exit(EXIT.inconclusive);
});
