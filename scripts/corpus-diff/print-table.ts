import type { PairResult } from './types.js';

/** The table of all outcomes. */
export function printTable(results: readonly PairResult[], print: (line: string) => unknown): void {
  const of = (outcome: PairResult['outcome']): readonly PairResult[] => results.filter((one) => one.outcome === outcome);
  for (const [way, word] of [['unasked', 'not asked'], ['run', 'told late']] as const) {
    for (const { name, reasons } of results.filter(({ outcome, inTheWay }) => outcome === 'done' && inTheWay === way)) print(`${word}  ${name}: ${reasons.join(' | ')}`);
  }
  const counted = results.length - of('apart').length;
  const share = counted === 0 ? 100 : (100 * of('done').length) / counted;
  print('');
  print(`pairs        ${results.length}`);
  print(`apart        ${of('apart').length}   (an empty side, equal, or an error expected by the peer)`);
  print(`counted      ${counted}`);
  print(`done         ${of('done').length}   (${share.toFixed(1)} %)`);
  print(`diagnostics  ${of('refused').length + of('unproven').length + of('stopped').length}   (${of('unproven').length} by the proof, ${of('stopped').length} by the run over tenants)`);
  print(`wrong        ${of('wrong').length}`);
  print(`crashed      ${of('crashed').length}`);
  print(`asked        ${results.filter(({ asked }) => asked).length}`);
  print(`with rows    ${results.filter(({ filled }) => filled > 0).length}; in the way of a step in ${results.filter(({ inTheWay }) => inTheWay !== null).length}, told beforehand in ${results.filter(({ inTheWay }) => inTheWay === 'preflight').length}, told beforehand that it cannot be known in ${results.filter(({ inTheWay }) => inTheWay === 'unasked').length}`);
}
