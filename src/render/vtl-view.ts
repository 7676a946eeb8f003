import type { ResolverPlan } from '../resolvers/types.js';
import { vtlMember, vtlString } from './escape.js';
import { header } from './header.js';
import { identityKeys, type IdentityShape } from './identity-keys.js';
import { pagingKeys } from './paging-keys.js';
import { partGroups, type PartGroup } from './part-groups.js';
import { planSource, summary } from './summary.js';
import type { VtlResponseView, VtlView } from './views.js';

/** The request template: the same document as {@link jsView}'s. */
export function vtlView(plan: ResolverPlan): VtlView {
  return {
    header: header(planSource(plan)),
    summary: summary(plan),
    preparation: [...parameters(plan), ...parts(plan), ...caller(plan)],
    operation: plan.operation,
    payload: payload(plan),
  };
}

export function vtlResponseView(plan: ResolverPlan): VtlResponseView {
  return { header: header(planSource(plan)), summary: "The answer's data, or an error under the code that the data source gave it.", retryable: String(plan.access === 'read') };
}

function payload(plan: ResolverPlan): readonly string[] {
  const copied = pagingKeys(plan).length > 0 || plan.parentKeys.length > 0;
  return [
    '"v": 1,',
    `"statement": ${vtlString(plan.statement)},`,
    `"parts": ${plan.parts.length === 0 ? '[]' : '$util.toJson($parts)'},`,
    `"parameters": $util.toJson(${copied ? '$parameters' : '$ctx.args'}),`,
    ...pagingKeys(plan).map((name) => `${vtlString(name)}: $util.toJson($ctx.args.${name}),`),
    `"identity": ${identityKeys(plan).length === 0 ? 'null' : '$util.toJson($caller)'}`,
  ];
}

/** A copy of the arguments without those of a page, with the keys of the parent's row. */
function parameters(plan: ResolverPlan): readonly string[] {
  const apart = pagingKeys(plan);
  if (apart.length === 0 && plan.parentKeys.length === 0) return [];
  const parent = plan.parentKeys.map((key) => `${vtlString(key)}: ${vtlMember('$ctx.source', key)}`);
  return [
    '#set($parameters = {})',
    ...(plan.arguments.length === 0 && apart.length === 0 ? [] : ['$util.qr($parameters.putAll($ctx.args))']),
    ...apart.map((name) => `$util.qr($parameters.remove(${vtlString(name)}))`),
    ...(parent.length === 0 ? [] : [`#set($parent = {${parent.join(', ')}})`, '$util.qr($parameters.put("parent", $parent))']),
  ];
}

function parts(plan: ResolverPlan): readonly string[] {
  return plan.parts.length === 0 ? [] : ['#set($parts = [])', ...partGroups(plan).flatMap(group)];
}

function group({ path, list, names }: PartGroup): readonly string[] {
  const prefix = path.map((step) => `${step}.`).join('');
  return [
    ...(path.length === 0 ? [] : holder(path, list)),
    `#foreach($name in [${names.map(vtlString).join(', ')}])`,
    `  #if(${path.length === 0 ? '$ctx.args' : '$given'}.containsKey($name))`,
    path.length === 0 ? "    $util.qr($parts.add($name))" : `    $util.qr($parts.add("${prefix}$name"))`,
    '  #end',
    '#end',
  ];
}

/** The object that holds the keys; an empty one where it is absent or null. */
function holder(path: readonly string[], list: boolean): readonly string[] {
  const reference = path.reduce(vtlMember, '$ctx.args');
  if (list) return ['#set($given = {})', `#if(!${reference}.isEmpty())`, `  #set($given = ${reference}[0])`, '#end'];
  return [`#set($given = $util.defaultIfNull(${reference}, {}))`];
}

function caller(plan: ResolverPlan): readonly string[] {
  const shapes = identityKeys(plan);
  const single = shapes.length === 1 && !plan.auth.includes('api_key');
  return shapes.flatMap((shape) => (single ? set(shape, '') : [`#if($ctx.identity.${shape.mark})`, ...set(shape, '  '), '#end']));
}

function set({ path, above, keys }: IdentityShape, indent: string): readonly string[] {
  const source = path === null ? '$ctx.identity' : `$ctx.identity.${path}`;
  const lines = keys.map((key, i) => `${vtlString(key)}: ${vtlMember(source, key)}${i < keys.length - 1 ? ',' : ''}`);
  if (path === null) return [`${indent}#set($caller = {`, ...lines.map((line) => `${indent}  ${line}`), `${indent}})`];
  return [
    `${indent}#set($caller = {`,
    ...above.map((key) => `${indent}  "${key}": $ctx.identity.${key},`),
    `${indent}  "${path}": {`,
    ...lines.map((line) => `${indent}    ${line}`),
    `${indent}  }`,
    `${indent}})`,
  ];
}
