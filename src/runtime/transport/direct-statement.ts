import { DatabaseFailure } from '../errors.js';
import type { StatementRequest, StatementResult } from '../types.js';
import { answerBytes } from './answer-bytes.js';
import { bindSql, type BoundSql } from './direct-bind.js';
import { readRecords } from './direct-fields.js';
import { run, type Connection } from './direct-run.js';
import { createTypes } from './direct-types.js';

/** A statement ready to be run on any connection. */
export interface Prepared {
  /** @throws DatabaseFailure */
  on(connection: Connection): Promise<{ readonly result: StatementResult; readonly leavesState: boolean }>;
}

/** Bytes of an answer. Lambda takes 6 MB from a function, and AppSync 5 MB: what they refused would have been committed. */
const most = 4_194_304;

/** Commands that leave nothing behind in their session. */
const plain: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'VALUES']);

/** The statement has run: whatever fails now, a write must not be sent again. */
function afterRunning({ access }: StatementRequest): (failure: unknown) => never {
  return (failure) => {
    throw access === 'write' && failure instanceof DatabaseFailure ? new DatabaseFailure('unknown', failure.message, failure.sqlstate) : failure;
  };
}

/** Makes statements of requests; types of columns are remembered for all of them. A request that cannot be bound throws a DatabaseFailure. */
export function createStatements(): (request: StatementRequest) => Prepared {
  const typesOf = createTypes();
  const execute = async (connection: Connection, request: StatementRequest, { text, values }: BoundSql): ReturnType<Prepared['on']> => {
    const { rows, fields, rowCount, command } = await run(connection, text, values, request.deadline);
    const types = await typesOf(connection, fields.map(({ dataTypeID }) => dataTypeID), request.deadline).catch(afterRunning(request));
    const records = readRecords(rows, types, request.longsAsText);
    const bytes = answerBytes(records);
    // The estimate counts characters, of which JSON makes six bytes at most.
    if (bytes > most / 6 && Buffer.byteLength(JSON.stringify(records)) > most) throw new DatabaseFailure('too_large', 'the answer is too large');
    const columns = request.columns && fields.length > 0 ? fields.map(({ name }, at) => ({ label: name, type: types[at]?.name ?? '' })) : null;
    const updated = fields.length > 0 ? 0 : (rowCount ?? 0);
    return { result: { records, columns, updated, bytes }, leavesState: !plain.has(command) };
  };
  return (request) => {
    const bound = bindSql(request.sql, request.parameters);
    return { on: (connection) => execute(connection, request, bound) };
  };
}
