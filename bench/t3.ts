import { verdictLine } from '../report/verdict-text.js';
import { explore } from '../scheduler/explore.js';
import { casrot, indexer, lastzero, readers } from './programs/classic.js';
import { toyByRange } from './programs/toy.js';

for (const s of [
  toyByRange(3, 2),
  toyByRange(4, 1),
  toyByRange(4, 2),
  toyByRange(5, 2),
  lastzero(10),
  readers(13),
  indexer(15),
  casrot(7),
  lastzero(15),
]) {
  const t0 = Date.now();
  console.log(verdictLine(explore(s), (Date.now() - t0) / 1000));
  console.log((Date.now() - t0) / 1000);
}
