import type { Oid } from '../../catalog/types.js';
import { boolOf, integerConstant, intOf, nodeOf, nodesOf, type PgNode } from './node.js';
import { outputEntries } from './output-entries.js';
import type { Context } from './types.js';

/** A type with its modifier; -1 for none. */
export interface ExpressionType {
  readonly type: Oid;
  readonly typmod: number;
}

const BOOLEAN = 16;
const INTEGER = 23;
const TEXT = 25;
const XML = 142;
const UNKNOWN: ExpressionType = { type: 0, typmod: -1 };

/** Fields that hold a node's result type and, where there is one, its modifier (exprType and exprTypmod of the server). */
const FIELDS: Readonly<Record<string, readonly [type: string, typmod: string | null]>> = {
  VAR: ['vartype', 'vartypmod'], CONST: ['consttype', 'consttypmod'], PARAM: ['paramtype', 'paramtypmod'],
  AGGREF: ['aggtype', null], WINDOWFUNC: ['wintype', null], FUNCEXPR: ['funcresulttype', null], OPEXPR: ['opresulttype', null],
  NULLIFEXPR: ['opresulttype', null], SUBSCRIPTINGREF: ['refrestype', 'reftypmod'], FIELDSELECT: ['resulttype', 'resulttypmod'],
  FIELDSTORE: ['resulttype', null], RELABELTYPE: ['resulttype', 'resulttypmod'], COERCEVIAIO: ['resulttype', null],
  ARRAYCOERCEEXPR: ['resulttype', 'resulttypmod'], CONVERTROWTYPEEXPR: ['resulttype', null], COERCETODOMAIN: ['resulttype', 'resulttypmod'],
  CASEEXPR: ['casetype', null], CASETESTEXPR: ['typeId', 'typeMod'], ARRAYEXPR: ['array_typeid', null], ROWEXPR: ['row_typeid', null],
  COALESCEEXPR: ['coalescetype', null], MINMAXEXPR: ['minmaxtype', null], SQLVALUEFUNCTION: ['type', 'typmod'],
  NEXTVALUEEXPR: ['typeId', null], MERGESUPPORTFUNC: ['msftype', null], SETTODEFAULT: ['typeId', 'typeMod'],
};

const BOOLEANS: ReadonlySet<string> = new Set(['BOOLEXPR', 'NULLTEST', 'BOOLEANTEST', 'DISTINCTEXPR', 'SCALARARRAYOPEXPR', 'ROWCOMPAREEXPR', 'JSONISPREDICATE']);

/** Type of an expression as the tree says it; 0 where it does not. */
export function expressionType(node: PgNode, ctx: Context): ExpressionType {
  const fields = FIELDS[node.tag];
  if (fields !== undefined) return { type: intOf(node, fields[0]), typmod: fields[1] === null ? computedTypmod(node, ctx) : intOf(node, fields[1]) };
  if (BOOLEANS.has(node.tag)) return { type: BOOLEAN, typmod: -1 };
  const argument = nodeOf(node, 'arg');
  switch (node.tag) {
    case 'COLLATEEXPR': case 'NAMEDARGEXPR': return argument === null ? UNKNOWN : expressionType(argument, ctx);
    case 'GROUPINGFUNC': return { type: INTEGER, typmod: -1 };
    case 'SUBLINK': return subLinkType(node, ctx);
    case 'JSONCONSTRUCTOREXPR': case 'JSONEXPR': return jsonType(nodeOf(node, 'returning'));
    case 'XMLEXPR': return { type: XML_RESULTS[intOf(node, 'op')] ?? XML, typmod: -1 };
    default: return UNKNOWN;
  }
}

/** XmlExprOp of XMLSERIALIZE and IS DOCUMENT; the rest make xml. */
const XML_RESULTS: Readonly<Record<number, Oid>> = { 6: TEXT, 7: BOOLEAN };

function jsonType(returning: PgNode | null): ExpressionType {
  return returning === null ? UNKNOWN : { type: intOf(returning, 'typid'), typmod: intOf(returning, 'typmod') };
}

const SUBLINK_EXPRESSION = 4;
const SUBLINK_ARRAY = 6;

function subLinkType(node: PgNode, ctx: Context): ExpressionType {
  const kind = intOf(node, 'subLinkType');
  if (kind !== SUBLINK_EXPRESSION && kind !== SUBLINK_ARRAY) return { type: BOOLEAN, typmod: -1 };
  const query = nodeOf(node, 'subselect');
  const [entry] = query === null ? [] : outputEntries(query);
  const expression = entry === undefined ? null : nodeOf(entry, 'expr');
  const inner = expression === null ? UNKNOWN : expressionType(expression, ctx);
  if (kind === SUBLINK_EXPRESSION) return inner;
  const array = Object.values(ctx.types).find((type) => type.kind === 'array' && type.element === inner.type);
  return { type: array?.oid ?? 0, typmod: inner.typmod };
}

const IMPLICIT_OR_EXPLICIT_CAST: ReadonlySet<number> = new Set([1, 2]);

/** A length coercion (`numeric(10,2)` as a function call) says its modifier; choices between values share theirs. */
function computedTypmod(node: PgNode, ctx: Context): number {
  if (node.tag === 'FUNCEXPR' && IMPLICIT_OR_EXPLICIT_CAST.has(intOf(node, 'funcformat')) && !boolOf(node, 'funcretset')) {
    const [, length] = nodesOf(node, 'args');
    return length !== undefined && intOf(length, 'consttype') === INTEGER ? Number(integerConstant(length) ?? -1) : -1;
  }
  const choices = choicesOf(node).map((choice) => expressionType(choice, ctx));
  const [first] = choices;
  const { type } = first ?? UNKNOWN;
  return first !== undefined && choices.every((choice) => choice.type === type && choice.typmod === first.typmod) ? first.typmod : -1;
}

function choicesOf(node: PgNode): readonly PgNode[] {
  if (node.tag === 'CASEEXPR') return [...nodesOf(node, 'args').flatMap((when) => nodeOf(when, 'result') ?? []), ...[nodeOf(node, 'defresult')].flatMap((result) => result ?? [])];
  return node.tag === 'COALESCEEXPR' || node.tag === 'MINMAXEXPR' ? nodesOf(node, 'args') : [];
}
