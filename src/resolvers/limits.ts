import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';
import type { FieldStatement, Piece, Statement } from '../statements/types.js';
import { mostRows, resultLimit } from './batch-size.js';

/** The Data API's longest statement, in bytes. */
const statementLimit = 65_536;

/** Limits that a field will meet in production, as far as they show now. */
export function limitDiagnostics(field: FieldStatement): readonly Diagnostic[] {
  const statements = [field.check, field.statement, ...field.steps].filter((one) => one !== null);
  return [...new Set(statements)].flatMap((statement) => [...longStatement(field, statement), ...wideList(field, statement)]);
}

function longStatement(field: FieldStatement, statement: Statement): readonly Diagnostic[] {
  const bytes = Math.max(0, ...statement.variants.map(({ sql }) => sql.reduce((sum, piece) => sum + longest(piece), 0)));
  if (bytes <= statementLimit) return [];
  return [error('PGC355', `${statement.name} has ${bytes} bytes of SQL, the Data API takes ${statementLimit}`, field.span, 'put a part of it into a view or a function')];
}

/** Bytes of a piece with everything in it that may be asked for; names of schemas count as written. */
function longest(piece: Piece): number {
  if (typeof piece === 'string') return Buffer.byteLength(piece);
  if (piece.kind === 'part') return Buffer.byteLength(piece.sql);
  if (piece.kind !== 'list') return Math.max(0, ...Object.values(piece.orders).map((sql) => Buffer.byteLength(sql)));
  return piece.parts.reduce((sum, { sql }) => sum + Buffer.byteLength(sql) + piece.separator.length, piece.empty.length);
}

function wideList(field: FieldStatement, statement: Statement): readonly Diagnostic[] {
  const rows = statement.rows === 'many' ? mostRows(statement) : null;
  if (rows === null || rows * statement.estimatedRowBytes <= resultLimit) return [];
  const fitting = Math.max(1, Math.floor(resultLimit / statement.estimatedRowBytes));
  const message = `${statement.name} may return ${rows} rows of about ${statement.estimatedRowBytes} bytes; the Data API refuses results over 1 MiB`;
  return [warning('PGC354', message, field.span, `allow fewer rows: \`${statement.page === null ? 'limit' : 'page'}: { max: ${fitting} }\``)];
}
