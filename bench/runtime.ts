/**
 * node scripts/ts.mjs bench/runtime.ts: the runtime's conversions beside data-api-client's and JSON.parse, in one process,
 * in turn, medians of the rounds. Figures of different minutes do not compare; ratios do.
 */
import { cpus } from 'node:os';
import { prettify } from '../src/runtime/prettify.js';
import { toParameters } from '../src/runtime/values/to-parameters.js';
import { loadDataApiClient } from './peers/data-api-client.js';
import { parametersOf, responseOf, type Response } from './responses.js';

const rounds = 41;
/** A round of each takes about so long, milliseconds. */
const roundTime = 12;
const peer = loadDataApiClient();

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Keeps results alive, so that no work is left out. */
const sink: { last: unknown } = { last: null };

/** Milliseconds that `times` calls take. */
function time(work: () => unknown, times: number): number {
  const started = process.hrtime.bigint();
  for (let n = 0; n < times; n += 1) sink.last = work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Median of one call of each, microseconds. */
function measure<Name extends string>(works: Readonly<Record<Name, () => unknown>>): Readonly<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const plans = names.map((name) => {
    time(works[name], 20);
    const once = time(works[name], 20) / 20;
    return { name, work: works[name], times: Math.max(1, Math.round(roundTime / once)), found: [] as number[] };
  });
  for (let round = -2; round < rounds; round += 1) {
    for (const { work, times, found } of plans) {
      const spent = (time(work, times) / times) * 1000;
      if (round >= 0) found.push(spent);
    }
  }
  return Object.fromEntries(plans.map(({ name, found }) => [name, median(found)])) as Record<Name, number>;
}

function line(name: string, microseconds: number): void {
  process.stdout.write(`  ${name.padEnd(44)} ${microseconds.toFixed(1).padStart(11)} µs\n`);
}

function ratio(name: string, value: number, wanted: string, met: boolean): void {
  process.stdout.write(`  ${name.padEnd(44)} ${value.toFixed(2).padStart(11)}   wanted: ${wanted}${met ? '' : '   NOT MET'}\n`);
}

function prettifying(rows: number): void {
  const response: Response = responseOf(rows);
  const bytes = JSON.stringify(response);
  const dates = { deserializeDate: true, treatAsLocalDate: false };
  const found = measure({
    prettify: () => prettify(response),
    peer: () => peer.formatResults(response, true, false, dates),
    peerTexts: () => peer.formatResults(response, true, false, { ...dates, deserializeDate: false }),
    parse: () => JSON.parse(bytes) as unknown,
  });
  process.stdout.write(`\n${rows} rows of 12 columns, ${(bytes.length / 1024).toFixed(0)} KiB\n`);
  line('prettify', found.prettify);
  line('data-api-client', found.peer);
  line('data-api-client, dates left as text', found.peerTexts);
  line('JSON.parse of the same bytes', found.parse);
  ratio('data-api-client / prettify', found.peer / found.prettify, 'at least 3', found.peer / found.prettify >= 3);
  ratio('the same, dates left as text / prettify', found.peerTexts / found.prettify, 'no bar: it does less', true);
  if (rows >= 1000) ratio('prettify / JSON.parse', found.prettify / found.parse, 'under 0.5', found.prettify / found.parse < 0.5);
}

function converting(): void {
  const values = parametersOf(7);
  const sql = `insert into orders values (${Object.keys(values).map((name) => `:${name}`).join(', ')})`;
  const placeholders = peer.getSqlParams(sql);
  const found = measure({
    toParameters: () => toParameters(values),
    peer: () => peer.processParams('pg', sql, placeholders, peer.normalizeParams([values]), {}).processedParams,
  });
  process.stdout.write('\n12 parameters of hand-written SQL\n');
  line('toParameters', found.toParameters);
  line('data-api-client', found.peer);
  ratio('data-api-client / toParameters', found.peer / found.toParameters, 'at least 3', found.peer / found.toParameters >= 3);
}

process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, median of ${rounds} rounds\n`);
for (const rows of [10, 1000, 10_000]) prettifying(rows);
converting();
