import type { Count, SchemaReport, Tally } from './types.js';

const of = ({ taken, all }: Count): string => `${taken}/${all}`;

/** `98.5 %`, rounded down: 100 is all of them. */
export function percent({ taken, all }: Count): string {
  return all === 0 ? '-' : `${Math.floor((taken / all) * 1000) / 10} %`;
}

function counts(tally: Tally): string {
  const partitions = tally.partitions === 0 ? '' : `, ${tally.partitions} partitions served by them`;
  return `tables ${of(tally.tables)}${partitions}, columns ${of(tally.columns)}, relations ${of(tally.relations)}, functions ${of(tally.functions)}; ` +
    `not null ${of(tally.notNull)}, in views ${of(tally.viewColumns)}`;
}

/** A schema's line, each object it left out, and what must not be. */
export function schemaLines({ name, tally, failures, warnings, resolvers, seconds }: SchemaReport): readonly string[] {
  const codes = [...new Set(warnings)].sort().map((code) => `${warnings.filter((one) => one === code).length} ${code}`);
  return [
    `${name}: ${counts(tally)} (${resolvers} resolvers, ${seconds.toFixed(1)} s${codes.length === 0 ? '' : `; warnings: ${codes.join(', ')}`})`,
    ...tally.leftOut.map(({ object, code, reason }) => `    left out ${code} ${object}: ${reason}`),
    ...failures.map((failure) => `    FAILED ${failure.replaceAll('\n', '\n    ')}`),
  ];
}

export function totalLines(total: Tally, schemas: number): readonly string[] {
  return [
    `${schemas} schemas: ${counts(total)}`,
    `taken: ${percent(total.tables)} of tables and views, ${percent(total.columns)} of columns, ${percent(total.relations)} of relations, ${percent(total.functions)} of functions`,
    `claimed not null: ${percent(total.notNull)} of NOT NULL columns`,
  ];
}
