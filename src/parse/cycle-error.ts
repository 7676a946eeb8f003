import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { Demand } from './demands.js';
import { keysReferred } from './table-keys.js';
import type { ObjectName, SqlStatement } from './types.js';

/** One error for statements that need each other, at the first of them, with the places of the others. */
export function cycleError(statements: readonly SqlStatement[], cycle: readonly Demand[]): Diagnostic {
  const members = cycle.map((edge) => ({ edge, statement: statements[edge.to] })).sort((a, b) => a.edge.to - b.edge.to);
  const names = members.map(({ edge, statement }) => statement?.defines[0]?.name ?? edge.need.name);
  const foreign = cycle.find((edge, index) => {
    const from = statements[cycle.at(index - 1)?.to ?? -1];
    return from?.tag === 'CreateStmt' && keysReferred(from).some(({ table }) => table.name === edge.need.name && table.schema === edge.need.schema);
  });
  const hint = foreign === undefined
    ? 'write one of them so that it does not need the other, or change it later with ALTER or CREATE OR REPLACE'
    : `take the foreign key to ${spelled(foreign.need)} out of CREATE TABLE and add it behind both: `
      + `alter table ... add foreign key (...) references ${spelled(foreign.need)}`;
  const related = members.map(({ edge }) => ({ message: `${spelled(edge.need)} is needed here`, span: edge.need.span }));
  return error('PGC104', `these need each other: ${[...new Set(names)].join(', ')}`, members[0]?.statement?.span ?? null, hint, related);
}

function spelled(name: ObjectName): string {
  return name.schema === null ? name.name : `${name.schema}.${name.name}`;
}
