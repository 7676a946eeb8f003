import * as z from 'zod';
import { authModes, scalarNames } from './scalar-names.js';

const count = z.int().min(1).max(2_147_483_646);
const text = z.string().min(1);
const texts = z.union([text, z.array(text)]);
const scalar = z.literal(scalarNames).describe('A scalar of AppSync.');
const allow = texts.describe('Roles that may call it. Narrows what grants allow, never widens it.');
const auth = z.union([z.literal(authModes), z.array(z.literal(authModes)).min(1)]).describe('Authorization modes that reach it.');
const orderBy = texts.describe('Columns to order by, `-createdAt` for descending; the first is the default.');
const page = z.strictObject({ size: count.optional(), max: count.optional() }).describe('Rows when not told, and at most.');
const typeText = text.describe('A type: uuid!, text, "[LineInput!]!", numeric(10,2), a table, or a type of the spec.');
const rows = z.literal(['one', 'many', 1]).describe('How many rows the statement gives.');
const sql = z.string().describe('One SQL statement. `:name` is a parameter, `/*? name */` starts an optional part.');

const operations = ['get', 'list', 'create', 'createMany', 'update', 'upsert', 'delete'] as const;
const operators = ['eq', 'ne', 'in', 'lt', 'le', 'gt', 'ge', 'like', 'ilike', 'isNull', 'contains'] as const;
const operation = z.literal(operations);
const operator = z.literal(operators);

const crudOptions = z.strictObject({
  operations: z.union([z.literal('*'), operation, z.array(operation)]).optional().describe('Default: all that the table allows.'),
  filter: z
    .union([z.literal(false), z.array(text), z.record(text, z.union([operator, z.array(operator).min(1)]))])
    .optional()
    .describe('Operators by column, or columns that take eq and in; false for no filters.'),
  orderBy: orderBy.optional(),
  softDelete: text.optional().describe('A nullable timestamp column: delete sets it, and rows that have it are not seen.'),
  page: page.optional(),
  allow: allow.optional(),
  auth: auth.optional(),
});
export const crudForm = z
  .union([z.literal('*'), z.boolean(), z.null(), z.array(operation), crudOptions])
  .describe('Operations of a table or view, or a map of options; true or nothing for all, false for none.');

const relation = z.strictObject({
  foreignKey: text.describe('A foreign-key constraint, or orders.customer_id.'),
  field: text.optional().describe('Name in the API: Customer.orders.'),
  limit: page.optional(),
});
const functionOptions = z.strictObject({
  name: text,
  signature: text.optional().describe('Which overload: place_order(uuid, int).'),
  field: text.optional().describe('Query.ordersTotal, where the usual place or name is not wanted.'),
  allow: allow.optional(),
  auth: auth.optional(),
});

const someColumns = z.strictObject({ from: text.regex(/^[^\s!]+$/u, { error: 'a table: customers' }), only: z.array(text).min(1).optional() });
export const typeForm = z.union([someColumns, z.record(text, typeText)]).describe('Types by field; or columns of a table: { from, only }.');
export const errorForm = z.strictObject({
  code: text.regex(/^[A-Z][A-Z0-9_]*$/u, { error: 'in capitals, digits and _: EMAIL_TAKEN' }).describe('What the client sees: EMAIL_TAKEN.'),
  field: text.optional().describe('The argument at fault.'),
  message: text,
});
export const tableForm = z.strictObject({
  type: text.optional().describe('Name of its type in the API.'),
  key: texts.optional().describe('Key columns of a view, or of a table without a primary key.'),
  columns: z
    .record(text, z.strictObject({ name: text.optional(), scalar: scalar.optional(), hidden: z.boolean().optional() }))
    .optional()
    .describe('How columns are called and typed; hidden ones are not in the API.'),
});

const argument = z.union([
  z.null(),
  typeText,
  z.strictObject({
    type: typeText.optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional().describe('Where the argument is absent.'),
    max: z.number().optional().describe('Largest number, or most rows of a list.'),
  }),
]);
const step = z.union([
  sql,
  z.strictObject({ sql, rows: rows.optional(), name: text.optional() }),
  z.object({ rows: rows.optional() }).catchall(sql),
]);

/** AWS Lambda's bounds for memory; AppSync ends a request after 30 seconds. */
const lambdaSettings = z.strictObject({
  group: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/u, { error: 'a name of letters and digits: reports' }).optional().describe('Resolvers of one group share a function.'),
  memory: z.int().min(128).max(10_240).optional().describe("MB; the largest of a group counts."),
  timeout: z.int().min(1).max(30).optional().describe('Seconds; the longest of a group counts.'),
});

export const resolverForm = z.strictObject({
  sql: sql.optional(),
  transaction: z.array(step).min(1).optional().describe('Steps in order, all or nothing; `- order: insert ...` names a step.'),
  lambda: z.union([z.literal(true), lambdaSettings]).optional().describe('A stub in lambda/resolvers/ is yours to fill in. With settings it runs in a function beside the API\'s.'),
  check: sql.optional().describe('For a Lambda: SQL run as the caller before it.'),
  args: z.record(text, argument).optional().describe('Arguments whose types are not inferred.'),
  returns: typeText.optional().describe('A table, a type of the spec or a PostgreSQL type.'),
  type: text.optional().describe('Name for the type of the result.'),
  columns: z
    .record(text, z.union([scalar, z.strictObject({ scalar: scalar.optional(), nullable: z.boolean().optional() })]))
    .optional()
    .describe('Scalars and nullability of result columns.'),
  orderBy: orderBy.optional(),
  page: z.union([z.literal(false), page]).optional(),
  rows: rows.optional(),
  allow: allow.optional(),
  callers: z.literal('granted-later').optional().describe('Nobody may call it yet: say so, and it is no error.'),
  tenant: z.strictObject({ argument: text }).optional().describe('A caller without a tenant names one in this argument.'),
  auth: auth.optional(),
  engine: z.literal(['js', 'vtl']).optional(),
  description: z.string().optional(),
});
export const resolverEntryForm = z.union([sql, resolverForm]);

export const subscriptionForm = z.strictObject({
  on: texts.describe('Mutations that publish it.'),
  payload: texts.optional().describe('Fields that are sent.'),
  filter: texts.optional().describe('Arguments that choose events.'),
  allow: allow.optional(),
  auth: auth.optional(),
  description: z.string().optional(),
});

const names = z.array(text);
const entries = z.record(text, z.unknown()).nullish();
const members = z.boolean().describe('Ready-made: me, members, inviteMember, suspendMember and others.');
const relations = z.union([z.literal(['auto', 'none']), z.array(z.union([text, relation]))]);
const functions = z.array(z.union([text, functionOptions]));

/** What a spec file consists of; entries are held against their own forms, so that one that is wrong leaves the others. */
export const outlineForm = z.strictObject({
  version: z.literal(1).optional(),
  crud: z.union([z.literal('*'), z.null(), names, z.record(text, z.unknown())]).optional(),
  relations: relations.optional().describe('Foreign keys become fields: all of them (auto), none, or those listed.'),
  functions: functions.nullish().describe('Functions that become fields.'),
  members: members.optional(),
  types: entries, inputs: entries, errors: entries, tables: entries, resolvers: entries,
});

/** A spec file with all that is in it, for editors. Subscriptions are put beside the resolvers by the schema's script. */
export const specForm = outlineForm.extend({
  crud: z.union([z.literal('*'), z.null(), names, z.record(text, crudForm)]).optional().describe("Tables and views, or '*' for all."),
  types: z.record(text, typeForm).nullish(),
  inputs: z.record(text, typeForm).nullish(),
  errors: z.record(text, errorForm).nullish().describe('By constraint, or by ERRCODE of class PGC.'),
  tables: z.record(text, tableForm).nullish().describe('Names and types of tables and their columns.'),
  resolvers: z.record(text, resolverEntryForm).nullish().describe('By field: Query.listOrders.'),
});

export type CrudInput = z.infer<typeof crudForm>;
export type CrudOptions = z.infer<typeof crudOptions>;
export type RelationInput = z.infer<typeof relation> | string;
export type FunctionInput = z.infer<typeof functionOptions> | string;
export type TypeInput = z.infer<typeof typeForm>;
export type ErrorInput = z.infer<typeof errorForm>;
export type TableInput = z.infer<typeof tableForm>;
export type ResolverInput = z.infer<typeof resolverForm>;
export type ArgumentInput = z.infer<typeof argument>;
export type StepInput = z.infer<typeof step>;
export type Outline = z.infer<typeof outlineForm>;
