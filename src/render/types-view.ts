import type { ErrorSpec } from '../config/types.js';
import type { ArgumentPlan, InputPlan, ObjectPlan, SchemaPlan } from '../graphql/types.js';
import { errorCodes } from '../resolvers/error-codes.js';
import type { ResolverPlan } from '../resolvers/types.js';
import { compareCodePoints } from '../source/compare-code-points.js';
import { docComment, indented, jsString } from './escape.js';
import { header, wholeApi } from './header.js';
import { tsNames, tsType, typeName } from './ts-names.js';
import { tsScalars } from './ts-scalars.js';
import type { TsInterface, TypesView } from './views.js';

/** Longest type of a resolver's arguments before each stands on its own line. */
const width = 100;

/** types.ts: what a row is, and what each resolver takes and gives. Fields with resolvers of their own are no part of a row. */
export function typesView(schema: SchemaPlan, plans: readonly ResolverPlan[], errors: readonly ErrorSpec[]): TypesView {
  const codes = [...new Set([...errorCodes, ...errors.map(({ code }) => code)])].sort(compareCodePoints);
  const types = new Map(schema.objects.map((object) => [object.name, object]));
  return {
    header: header(wholeApi),
    scalars: tsScalars(schema),
    enums: schema.enums.map(({ name, description, values }) => ({ doc: docComment(description), name: typeName(name), values: values.map(jsString).join(' | ') })),
    types: schema.objects.map(rowInterface),
    inputs: schema.inputs.map(inputInterface),
    resolvers: indented('  ', plans.flatMap((plan) => resolverEntry(types, plan))),
    errorCodes: codes.map((code, i) => ({ code: jsString(code), end: i === codes.length - 1 ? ';' : '' })),
    names: tsNames(schema),
  };
}

function rowInterface({ name, description, fields }: ObjectPlan): TsInterface {
  const own = fields.filter(({ resolver }) => resolver === null);
  return {
    doc: docComment(description),
    name: typeName(name),
    body: indented('  ', own.flatMap((field) => [...docComment(field.description), `${field.name}: ${tsType(field.type)};`])),
  };
}

function inputInterface({ name, description, fields }: InputPlan): TsInterface {
  return {
    doc: docComment(description),
    name: typeName(name),
    body: indented('  ', fields.flatMap((field) => [...docComment(field.description), `${field.name}${field.type.required ? '' : '?'}: ${tsType(field.type)};`])),
  };
}

function resolverEntry(types: ReadonlyMap<string, ObjectPlan>, plan: ResolverPlan): readonly string[] {
  const lines = [...argumentLines(plan.plan.arguments), `parent: ${parentType(types, plan)};`, `result: ${tsType(plan.plan.type)};`];
  return [...docComment(plan.plan.description), `${jsString(`${plan.parent}.${plan.field}`)}: {`, ...lines.map((line) => `  ${line}`), '};'];
}

function argumentLines(args: readonly ArgumentPlan[]): readonly string[] {
  if (args.length === 0) return ['arguments: {};'];
  const words = args.map(({ name, type }) => `${name}${type.required ? '' : '?'}: ${tsType(type)}`);
  const line = `arguments: { ${words.join('; ')} };`;
  return line.length <= width ? [line] : ['arguments: {', ...words.map((word) => `  ${word};`), '};'];
}

/** Keys of the parent's row; those that travel hidden have no type in the API. */
function parentType(types: ReadonlyMap<string, ObjectPlan>, plan: ResolverPlan): string {
  if (plan.parentKeys.length === 0) return 'null';
  const parent = types.get(plan.parent);
  const keys = plan.parentKeys.map((key) => {
    const field = parent?.fields.find(({ name, resolver }) => name === key && resolver === null);
    return `${key}: ${field === undefined ? 'AWSJSON' : tsType(field.type)}`;
  });
  return `{ ${keys.join('; ')} }`;
}
