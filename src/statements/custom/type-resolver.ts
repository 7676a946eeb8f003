import type { Relation } from '../../catalog/types.js';
import type { ResolverBody, ResolverSpec } from '../../config/types.js';
import { closest } from '../../source/closest.js';
import { error, hasErrors } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { FieldStatement } from '../types.js';
import type { CustomContext } from './context.js';
import type { ResolverInput } from './inputs.js';
import { lambdaField } from './lambda-field.js';
import { resolveArguments } from './resolve-arguments.js';
import { sqlField } from './sql-field.js';
import { transactionField } from './transaction-field.js';
import { withinDepth } from './too-deep.js';

/** Types one resolver of the spec; null where errors leave nothing of it. */
export async function typeResolver(context: CustomContext, spec: ResolverSpec): Promise<Staged<FieldStatement | null>> {
  const parent = findParent(context, spec);
  const args = await resolveArguments(context, spec.args);
  const diagnostics: Diagnostic[] = [...parent.diagnostics, ...args.diagnostics, ...tenantMistakes(spec)];
  if (hasErrors(diagnostics)) return { value: null, diagnostics };
  const input = { spec, arguments: args.value, parent: parent.value };
  const typed = await withinDepth(spec, () => typeBody(context, input, spec.body));
  return { value: typed.value, diagnostics: [...diagnostics, ...typed.diagnostics] };
}

function typeBody(context: CustomContext, input: Omit<ResolverInput, 'body'>, body: ResolverBody): Promise<Staged<FieldStatement | null>> {
  switch (body.kind) {
    case 'sql': return sqlField(context, { ...input, body });
    case 'transaction': return transactionField(context, { ...input, body });
    case 'lambda': return lambdaField(context, { ...input, body });
  }
}

function findParent(context: CustomContext, { parent, body, span }: ResolverSpec): Staged<Relation | null> {
  if (parent === 'Query' || parent === 'Mutation') return { value: null, diagnostics: [] };
  const relation = context.catalog.relations.find(({ oid }) => context.names.relations[oid]?.type === parent) ?? null;
  if (relation !== null || body.kind === 'lambda') return { value: relation, diagnostics: [] };
  const types = context.catalog.relations.flatMap(({ oid }) => context.names.relations[oid]?.type ?? []);
  const near = closest(parent, [...types, 'Query', 'Mutation']);
  return { value: null, diagnostics: [error('PGC252', `there is no type ${parent} that stands for a table or view`, span, near === null ? 'SQL can be behind fields of Query, Mutation and tables' : `did you mean ${near}?`)] };
}

/** The tenant's argument is the generator's: it chooses the schema, and is no value of the statement. */
function tenantMistakes({ tenantArgument, args }: ResolverSpec): readonly Diagnostic[] {
  const clash = args.find(({ name }) => name === tenantArgument);
  return clash === undefined ? [] : [error('PGC214', `the argument ${clash.name} names the tenant, and cannot be a value too`, clash.span, 'remove it from args; its type is String')];
}
