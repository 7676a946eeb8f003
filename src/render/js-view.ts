import type { ResolverPlan } from '../resolvers/types.js';
import { indented, jsMember, jsString, propertyName } from './escape.js';
import { header } from './header.js';
import { identityKeys, type IdentityShape } from './identity-keys.js';
import { pagingKeys } from './paging-keys.js';
import { partGroups } from './part-groups.js';
import { summary, planSource } from './summary.js';
import type { JsView } from './views.js';

/** A resolver in AppSync's JavaScript. */
export function jsView(plan: ResolverPlan): JsView {
  const parts = partGroups(plan).flatMap(({ path, names }) => names.map((name) => `${jsString([...path, name].join('.'))},`));
  return {
    header: header(planSource(plan)),
    summary: summary(plan),
    parts: indented('  ', parts),
    bindings: indented('  ', bindings(plan)),
    operation: plan.operation,
    payload: indented('      ', payload(plan)),
    retryable: String(plan.access === 'read'),
    nested: plan.parts.some(({ path }) => path.length > 0),
    caller: callerFunction(plan).join('\n'),
  };
}

function bindings(plan: ResolverPlan): readonly string[] {
  const apart = pagingKeys(plan);
  const rest = apart.length === 0 ? [] : [`const { ${[...apart, '...parameters'].join(', ')} } = ctx.args;`];
  const lists = plan.parts.filter(({ list }) => list).flatMap(({ path }) => path);
  const first = [...new Set(lists)].map((name) => `${name}: ctx.args.${name}[0]`);
  return [...rest, ...(first.length === 0 ? [] : [`const given = { ...ctx.args, ${first.join(', ')} };`])];
}

function payload(plan: ResolverPlan): readonly string[] {
  return [
    'v: 1,',
    `statement: ${jsString(plan.statement)},`,
    `parts: ${partsExpression(plan)},`,
    ...parameters(plan),
    ...pagingKeys(plan).map((name) => `${name}: ${name} ?? null,`),
    `identity: ${plan.auth.every((mode) => mode === 'api_key') ? 'null' : 'caller(ctx.identity)'},`,
  ];
}

function partsExpression(plan: ResolverPlan): string {
  if (plan.parts.length === 0) return '[]';
  if (plan.parts.every(({ path }) => path.length === 0)) return 'PARTS.filter((part) => Object.hasOwn(ctx.args, part))';
  const given = plan.parts.some(({ list }) => list) ? 'given' : 'ctx.args';
  return `PARTS.filter((part) => isGiven(${given}, part))`;
}

/** An absent key of the parent's row is sent as null, as the VTL engine does. */
function parameters(plan: ResolverPlan): readonly string[] {
  const args = pagingKeys(plan).length > 0 ? 'parameters' : 'ctx.args';
  if (plan.parentKeys.length === 0) return [args === 'parameters' ? 'parameters,' : 'parameters: ctx.args,'];
  const parent = plan.parentKeys.map((key) => `${propertyName(key)}: ctx.source.${key} ?? null`);
  const spread = plan.arguments.length === 0 ? '' : `...${args}, `;
  return [`parameters: { ${spread}parent: { ${parent.join(', ')} } },`];
}

/** One case for each of the modes that can call; the last needs no question. */
export function callerFunction(plan: Pick<ResolverPlan, 'auth' | 'claims'>): readonly string[] {
  const shapes = identityKeys(plan);
  if (shapes.length === 0) return [];
  const cases = shapes.flatMap((shape, i) => (i === shapes.length - 1 ? returned(shape, '  ') : [`  if (identity.${shape.mark}) {`, ...returned(shape, '    '), '  }']));
  const anonymous = plan.auth.includes('api_key') ? ['  if (!identity) {', '    return null;', '  }'] : [];
  return ['function caller(identity) {', ...anonymous, ...cases, '}'];
}

function returned({ path, keys, above }: IdentityShape, indent: string): readonly string[] {
  const source = path === null ? 'identity' : path;
  const lines = keys.map((key) => `${propertyName(key)}: ${jsMember(source, key)} ?? null,`);
  if (path === null) return [`${indent}return {`, ...lines.map((line) => `${indent}  ${line}`), `${indent}};`];
  return [
    `${indent}const { ${[...above, path].join(', ')} } = identity;`,
    `${indent}return {`,
    ...above.map((key) => `${indent}  ${key},`),
    `${indent}  ${path}: {`,
    ...lines.map((line) => `${indent}    ${line}`),
    `${indent}  },`,
    `${indent}};`,
  ];
}
