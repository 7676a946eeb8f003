import { unquoteIdentifier } from '../../parse/identifier.js';
import type { RawStatement, Token } from '../../parse/types.js';
import type { CutContext, LeftString } from './cut-context.js';
import { nameSlots } from './cut-name.js';
import { findProbes, type TreePlace } from './find-probes.js';
import { literalText } from './literal-text.js';
import { probe, type Probed } from './probes.js';
import { identifierUse, stringUse, type StringUse } from './slot-rules.js';
import type { Slot, SlotSite } from './types.js';

/** Slots of a text, and its strings that name the template and stay. Offsets are the text's own. */
export interface CutText {
  readonly slots: readonly SlotSite[];
  readonly left: readonly LeftString[];
}

const uncut: CutText = { slots: [], left: [] };

/** Where the body of a function or DO block stands: in `text`, as `token`, in this CREATE FUNCTION or DO. */
export interface BodyHome {
  readonly statement: RawStatement;
  readonly text: string;
  readonly token: Token;
}

export interface CutScope {
  /** Whether the text is run with its owner's rights. */
  readonly definer: boolean;
  /** Cuts the bodies in it. */
  readonly cutBody: (body: string, home: BodyHome) => CutText;
}

/**
 * Cuts a text of SQL statements. Each token that may mean the template is given a name of its own and the text is
 * parsed again: where the tree has that name says what it is.
 */
export function cutSql(context: CutContext, text: string, scope: CutScope): CutText {
  const probed = probe(context, text);
  if (probed === null) return uncut;
  const { statements } = context.grammar.parse(probed.text);
  return cutProbed(context, probed, statements, { ...scope, text });
}

export interface ProbedScope extends CutScope {
  readonly text: string;
}

/** Cuts a text by the trees that its probed form was read as. */
export function cutProbed(context: CutContext, probed: Probed, statements: readonly RawStatement[], scope: ProbedScope): CutText {
  const places = new Map<number, { readonly place: TreePlace; readonly statement: RawStatement }[]>();
  for (const statement of statements) {
    for (const { probe: number, place } of findProbes(statement.tag, statement.node, (value) => probed.probeOf(value))) {
      places.set(number, [...(places.get(number) ?? []), { place, statement }]);
    }
  }
  const cuts = probed.tokens.map((token, number): CutText => {
    const found = places.get(number) ?? [];
    return token.kind === 'string' ? cutString(context, token, found, scope) : cutIdentifier(context, token, found.map(({ place }) => place));
  });
  return { slots: cuts.flatMap((cut) => cut.slots), left: cuts.flatMap((cut) => cut.left) };
}

function cutIdentifier(context: CutContext, token: Token, places: readonly TreePlace[]): CutText {
  const name = unquoteIdentifier(token.text);
  const uses = places.map(identifierUse);
  const slot: Slot | undefined = uses.includes('schema') && name === context.schema ? { kind: 'schema' } : uses.includes('role') ? context.roles.get(name) : undefined;
  return slot === undefined ? uncut : { slots: [{ slot, start: token.start, end: token.end }], left: [] };
}

function cutString(
  context: CutContext, token: Token, found: readonly { readonly place: TreePlace; readonly statement: RawStatement }[], scope: ProbedScope,
): CutText {
  const first = found[0];
  const use = first === undefined ? null : stringUse(first.place);
  if (use === 'remark') return uncut;
  const literal = literalText(token.text);
  if (literal === null) return leftIn(context, token, scope.definer);
  const inner = use === 'body' && first !== undefined
    ? scope.cutBody(literal.value, { statement: first.statement, text: scope.text, token })
    : { slots: stringSlots(context, literal.value, use), left: [] };
  const slots = inner.slots.map((site) => ({ ...site, start: token.start + literal.at(site.start), end: token.start + literal.at(site.end) }));
  const left = inner.left.map((one) => ({ ...one, start: token.start + literal.at(one.start), end: token.start + literal.at(one.end) }));
  return use !== 'body' && slots.length === 0 ? leftIn(context, token, scope.definer) : { slots, left };
}

function leftIn(context: CutContext, token: Token, definer: boolean): CutText {
  return context.mentions.test(token.text) ? { slots: [], left: [{ start: token.start, end: token.end, definer }] } : uncut;
}

function stringSlots(context: CutContext, value: string, use: StringUse): readonly SlotSite[] {
  switch (use) {
    case 'name':
      return nameSlots(context, value, 'qualified');
    case 'path list':
    case 'schema name':
      return nameSlots(context, value, 'schema');
    case 'role name':
      return nameSlots(context, value, 'role');
    case 'path':
      return value === context.schema ? [{ slot: { kind: 'schema text' }, start: 0, end: value.length }] : [];
    default:
      return [];
  }
}
