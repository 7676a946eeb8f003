import { upperSnake } from '../../names/casing.js';
import type { Order } from '../crud/choose-orders.js';
import { keyset } from '../crud/keyset.js';
import { operatorsOf } from '../crud/operators.js';
import { commaList, resultList } from '../crud/sql-text.js';
import type { TableColumn, TableModel } from '../crud/table-model.js';
import type { Argument, FieldStatement, Parameter, ValueType } from '../types.js';
import { columnNamed, faceColumn, type MembersContext } from './members-context.js';
import { membersField } from './members-field.js';

/** `Query.me` */
export function meField(context: MembersContext): FieldStatement {
  const { users } = context;
  return membersField(context, {
    field: 'me', operation: 'read', model: users,
    sql: [`select ${resultList('t', users.columns)}\nfrom ${users.from} as t\nwhere t.id = (select cognition.current_user_id())`],
    parts: [], arguments: [], parameters: [], rows: 'optional', calls: ['current_user_id'],
    description: 'The caller; null for one whose membership is not active.',
  });
}

/** `Query.myTenants` */
export function myTenantsField(context: MembersContext): FieldStatement {
  const { myTenants } = context;
  return membersField(context, {
    field: 'myTenants', operation: 'read', model: myTenants,
    sql: [`select ${resultList('t', myTenants.columns)}\nfrom ${myTenants.from} as t\norder by t.tenant`],
    parts: [], arguments: [], parameters: [], rows: 'many', calls: ['my_tenants'],
    description: 'The tenants that the caller may switch to, the current one among them.',
  });
}

/**
 * `Query.members`: no condition on the tenant, since policies decide whose rows there are. Admins see their tenant's,
 * others themselves.
 */
export function listField(context: MembersContext): FieldStatement {
  const { users } = context;
  const set = keyset(users, orders(users), users.columns);
  const { argument, parameter, part } = statusFilter(context);
  return membersField(context, {
    field: 'members', operation: 'read', model: users,
    sql: [
      `select ${commaList([resultList('t', users.columns), ...set.items])}\nfrom ${users.from} as t\nwhere true`,
      { kind: 'part', part: 'status', sql: part }, set.after, set.order, '\nlimit (:limit::bigint)',
    ],
    parts: ['status'],
    arguments: [argument, { ...argument, name: 'orderBy', type: { kind: 'named', name: `${users.names.type}OrderBy` }, description: null }],
    parameters: [parameter],
    rows: 'many', cursors: set.labels, page: context.settings.config.limits.list, orders: set.options, calls: [],
    description: 'Members of the tenant, as far as the caller may see them.',
  });
}

/** By e-mail address, the default, or by last name; the id makes each of them total. */
function orders(users: TableModel): readonly Order[] {
  const id = columnNamed(users, 'id');
  const by = (column: TableColumn): Order => ({
    name: `${upperSnake(column.field)}_ASC`,
    keys: [column, id].map((one) => ({ column: one, has: operatorsOf(users.context.catalog, one.column.type), descending: false })),
  });
  return ['email', 'last_name'].flatMap((name) => users.columns.filter(({ column, hidden }) => column.name === name && !hidden)).map(by);
}

function statusFilter({ users }: MembersContext): { readonly argument: Argument; readonly parameter: Parameter; readonly part: string } {
  const value = faceColumn(users, 'status');
  const type: ValueType = { kind: 'list', element: value.value, elementNullable: false };
  return {
    argument: { name: 'status', type, nullable: true, default: null, max: null, description: 'Those with one of these only.' },
    parameter: {
      name: 'status', path: ['status'], type: 'text[]', codec: { kind: 'list', element: value.codec }, nullable: false, default: null, max: null, part: 'status',
    },
    part: '\n  and t.status = any((:status::text[]))',
  };
}
