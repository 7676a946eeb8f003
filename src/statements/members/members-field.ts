import { fieldStatement } from '../crud/field-statement.js';
import { estimateRowBytes, resultColumns, usesOf } from '../crud/result-columns.js';
import type { TableModel } from '../crud/table-model.js';
import { cursorColumn } from '../page/cursor-column.js';
import type { FieldStatement, Piece, Statement } from '../types.js';
import { faceFunction, type MembersContext } from './members-context.js';

/** What one field knows of itself. */
export interface MembersParts {
  readonly field: string;
  readonly operation: 'read' | 'write';
  /** Whose rows it returns. */
  readonly model: TableModel;
  readonly sql: readonly Piece[];
  readonly parts: readonly string[];
  readonly arguments: FieldStatement['arguments'];
  readonly inputs?: FieldStatement['inputs'];
  readonly parameters: Statement['parameters'];
  readonly rows: Statement['rows'];
  /** Labels of the hidden cursor columns. */
  readonly cursors?: readonly string[];
  readonly page?: Statement['page'];
  readonly orders?: Statement['orders'];
  /** Functions of schema `cognition` that the statement calls. */
  readonly calls: readonly string[];
  readonly description: string;
}

/** A field of `members:`, filled in. Whom it is for is the server's word: grants and policies, asked like any other's. */
export function membersField(context: MembersContext, parts: MembersParts): FieldStatement {
  const { model, cursors = [] } = parts;
  const columns = [...resultColumns(model, model.columns), ...cursors.map(cursorColumn)];
  const uses = usesOf(model.relation, model.columns.map(({ column }) => column.name));
  return fieldStatement(context, {
    parent: parts.operation === 'read' ? 'Query' : 'Mutation',
    field: parts.field,
    origin: 'members',
    arguments: parts.arguments,
    inputs: parts.inputs ?? [],
    statement: {
      operation: parts.operation,
      variants: [{ roles: null, sql: parts.sql, labels: columns.map(({ label }) => label), parts: parts.parts }],
      parameters: parts.parameters,
      columns,
      rows: parts.rows,
      page: parts.page ?? null,
      orders: parts.orders ?? [],
      estimatedRowBytes: estimateRowBytes(columns),
      uses: [...uses, ...parts.calls.map((name) => `cognition.${faceFunction(context, name).signature}`)],
    },
    result: { kind: 'relation', relation: model.relation.oid },
    auth: null, allow: null, description: parts.description, span: null,
  });
}
