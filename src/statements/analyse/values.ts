import { boolOf, hasValue, intOf, nodeOf } from './node.js';
import { worst } from './context.js';
import { always, argumentsOf, passing, type Rule } from './rule.js';

const PARAM_EXTERN = 0;
const CURRENT_SCHEMA = 14;
const JSON_OBJECT = 1;
const JSON_ARRAY = 2;

/** A null subscript or one outside of the array gives null; a slice of an array does not, but its bounds may. */
const subscript: Rule = (node, scope, ctx) => {
  if (hasValue(node, 'refassgnexpr') || hasValue(node, 'reflowerindexpr')) return 'unknown';
  return ctx.nullability(nodeOf(node, 'refexpr'), scope) === 'unknown' ? 'unknown' : 'yes';
};

/** JSON_OBJECT and JSON_ARRAY make a value out of anything; the others have an aggregate or an argument inside. */
const jsonConstructor: Rule = (node, scope, ctx) => {
  const kind = intOf(node, 'type');
  if (kind === JSON_OBJECT || kind === JSON_ARRAY) return 'no';
  const inner = nodeOf(node, 'func');
  if (inner !== null) return ctx.nullability(inner, scope);
  return worst(argumentsOf(node, scope, ctx)) === 'yes' ? 'yes' : 'unknown';
};

/** The server refuses null for a domain that says NOT NULL while it computes the cast; other domains let it through. */
const toDomain: Rule = (node, scope, ctx) => (ctx.types[intOf(node, 'resulttype')]?.notNull === true ? 'no' : ctx.nullability(nodeOf(node, 'arg'), scope));

/** Constants, parameters, casts and constructors. */
export const VALUE_RULES: Readonly<Record<string, Rule>> = {
  CONST: (node) => (boolOf(node, 'constisnull') ? 'yes' : 'no'),
  PARAM: (node, _scope, ctx) => {
    if (intOf(node, 'paramkind') !== PARAM_EXTERN) return 'unknown';
    return ctx.nullableParameters.has(intOf(node, 'paramid')) ? 'yes' : 'no';
  },
  // current_schema is null where the search path names no schema that exists.
  SQLVALUEFUNCTION: (node) => (intOf(node, 'op') < CURRENT_SCHEMA ? 'no' : 'unknown'),
  NEXTVALUEEXPR: always('no'),
  ARRAYEXPR: always('no'),
  ROWEXPR: always('no'),
  RELABELTYPE: passing('arg'),
  COERCEVIAIO: passing('arg'),
  ARRAYCOERCEEXPR: passing('arg'),
  CONVERTROWTYPEEXPR: passing('arg'),
  COLLATEEXPR: passing('arg'),
  NAMEDARGEXPR: passing('arg'),
  COERCETODOMAIN: toDomain,
  SUBSCRIPTINGREF: subscript,
  JSONCONSTRUCTOREXPR: jsonConstructor,
  JSONISPREDICATE: passing('expr'),
  MERGESUPPORTFUNC: always('no'),
};
