import type { CrudOperation } from '../../config/types.js';
import type { RelationNames } from '../../names/types.js';
import { cursorColumn } from '../page/cursor-column.js';
import type { FieldStatement, Statement } from '../types.js';
import { fieldStatement } from './field-statement.js';
import { estimateRowBytes, resultColumns, usesOf } from './result-columns.js';
import type { TableCrud } from './table-crud.js';
import type { TableColumn } from './table-model.js';

interface Parts extends Pick<Statement, 'parameters' | 'variants' | 'rows'> {
  readonly arguments: FieldStatement['arguments'];
  readonly inputs?: FieldStatement['inputs'];
  readonly columns: readonly TableColumn[];
  /** Labels of the hidden cursor columns. */
  readonly cursors?: readonly string[];
  readonly page?: Statement['page'];
  readonly orders?: Statement['orders'];
}

/** `getOrder`, `listOrders`, `createOrder`, `createOrders`, ... */
function crudFieldName(names: RelationNames, operation: CrudOperation): string {
  if (operation === 'list') return `list${names.manyType}`;
  if (operation !== 'createMany') return `${operation}${names.type}`;
  return names.manyType === names.type ? `createMany${names.type}` : `create${names.manyType}`;
}

/** A field of `crud:` from what its operation knows. */
export function crudField({ model, spec }: TableCrud, operation: CrudOperation, parts: Parts): FieldStatement {
  const { context, relation, names } = model;
  const read = operation === 'get' || operation === 'list';
  const shown = resultColumns(model, parts.columns, !read);
  const columns = [...shown, ...(parts.cursors ?? []).map(cursorColumn)];
  return fieldStatement(context, {
    parent: read ? 'Query' : 'Mutation',
    field: crudFieldName(names, operation),
    origin: 'crud',
    arguments: parts.arguments,
    inputs: parts.inputs ?? [],
    statement: {
      operation: read ? 'read' : 'write',
      variants: parts.variants,
      parameters: parts.parameters,
      columns,
      rows: parts.rows,
      page: parts.page ?? null,
      orders: parts.orders ?? [],
      estimatedRowBytes: estimateRowBytes(columns),
      uses: usesOf(relation, parts.columns.map(({ column }) => column.name)),
    },
    result: { kind: 'relation', relation: relation.oid },
    auth: spec?.auth ?? null,
    allow: spec?.allow ?? null,
    description: null,
    span: spec?.span ?? relation.span,
  });
}
