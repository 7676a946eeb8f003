import { quoteIdentifier } from '../../postgres/quote.js';
import type { PlaceFacts } from './occurrence.js';

const nowhere: PlaceFacts = { cast: null, nullable: false, nullTest: false, count: false, output: false };

/** What the tree of a text with `$1`, `$2` ... says about the place of each; keyed by number. */
export function placeFacts(tree: unknown): ReadonlyMap<number, PlaceFacts> {
  const found = new Map<number, PlaceFacts>();
  visit(tree, nowhere, found);
  return found;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function visit(value: unknown, facts: PlaceFacts, found: Map<number, PlaceFacts>): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, facts, found);
    return;
  }
  if (!isFields(value)) return;
  for (const [tag, inner] of Object.entries(value)) {
    if (tag === 'ParamRef' && isFields(inner)) found.set(Number(inner['number'] ?? 0), facts);
    else visitNode(tag, inner, facts, found);
  }
}

/** Facts pass down only where they still speak of the parameter itself: through casts, NULLIF and one-argument calls. */
function visitNode(tag: string, inner: unknown, facts: PlaceFacts, found: Map<number, PlaceFacts>): void {
  const fields: Fields = isFields(inner) ? inner : {};
  switch (tag) {
    case 'TypeCast': return visit(fields['arg'], { ...facts, cast: typeNameText(fields['typeName']) }, found);
    case 'NullTest': return visit(fields['arg'], { ...nowhere, nullable: true, nullTest: true }, found);
    case 'CoalesceExpr': return visit(fields['args'], { ...nowhere, nullable: true }, found);
    case 'limitCount': case 'limitOffset': case 'startOffset': case 'endOffset': return visit(inner, { ...nowhere, count: true }, found);
    case 'targetList': return visit(inner, { ...nowhere, output: true }, found);
    case 'ResTarget': return visit(fields['val'], { ...nowhere, output: facts.output }, found);
    case 'InsertStmt': return visitInsert(fields, found);
    case 'A_Expr': return visitOperands(fields, facts, found);
    case 'FuncCall': return visit(inner, oneArgument(fields) ? { ...nowhere, nullable: facts.nullable } : nowhere, found);
    case 'args': case 'lexpr': case 'rexpr': return visit(inner, facts, found);
    default: return visit(inner, nowhere, found);
  }
}

/** What a SELECT gives to an INSERT is typed by the columns it goes into. */
function visitInsert({ selectStmt, ...rest }: Fields, found: Map<number, PlaceFacts>): void {
  const select = isFields(selectStmt) && isFields(selectStmt['SelectStmt']) ? selectStmt['SelectStmt'] : {};
  const { targetList, ...others } = select;
  visit(targetList, nowhere, found);
  visit(others, nowhere, found);
  visit(rest, nowhere, found);
}

function visitOperands(fields: Fields, facts: PlaceFacts, found: Map<number, PlaceFacts>): void {
  const nullif = fields['kind'] === 'AEXPR_NULLIF';
  visit(fields['lexpr'], nullif ? { ...nowhere, nullable: facts.nullable } : nowhere, found);
  visit(fields['rexpr'], nowhere, found);
}

const oneArgument = (call: Fields): boolean => Array.isArray(call['args']) && call['args'].length === 1;

/** A type as SQL, without its modifiers; null for `%TYPE` and the like. */
function typeNameText(typeName: unknown): string | null {
  if (!isFields(typeName) || !Array.isArray(typeName['names']) || typeName['pct_type'] === true) return null;
  const names = typeName['names'].map((name: unknown) => (isFields(name) && isFields(name['String']) ? String(name['String']['sval'] ?? '') : ''));
  if (names.some((name) => name === '')) return null;
  const bounds = Array.isArray(typeName['arrayBounds']) && typeName['arrayBounds'].length > 0 ? '[]' : '';
  return names.map(quoteIdentifier).join('.') + bounds;
}
