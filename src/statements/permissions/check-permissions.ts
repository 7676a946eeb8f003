import type { Client } from 'pg';
import { probeRole } from '../../catalog/scratch-roles.js';
import type { Catalog } from '../../catalog/types.js';
import type { Settings } from '../../config/types.js';
import type { Grammar } from '../../parse/types.js';
import { quoteIdentifier } from '../../postgres/quote.js';
import type { RolePermission, Statement, StatementVariant } from '../types.js';
import { composeSql, fullChoices, numberSql, type Choice } from './compose-sql.js';
import { explainAsRoles, type Refusal } from './explain-as-roles.js';
import { generatedFor, mayHope, questionKey } from './generated-rights.js';
import { relationNames, touchedByGenerated, touchedRelations, type Touched } from './touched-relations.js';
import { byReference, unseen, type Unseen } from './unseen.js';

export interface PermissionInput {
  /** A session that may become the probe roles. */
  readonly prober: Client;
  readonly catalog: Catalog;
  readonly settings: Settings;
  readonly grammar: Grammar;
  readonly statements: readonly Statement[];
  /** When the session has answered what it was asked before. */
  readonly ready: Promise<unknown>;
}

const nothingUnseen: Unseen = { refused: null, unchecked: [] };

/** Permission was refused; anything else is not about rights. */
const denied = '42501';

/**
 * What each role of the catalog may do, by statement name: the server's word for the text with all optional parts, then,
 * where that is refused, for each part alone and for none; and what planning does not show. Two messages for all.
 */
export async function checkPermissions(input: PermissionInput): Promise<ReadonlyMap<string, readonly RolePermission[]>> {
  const asked = input.statements.flatMap((statement) => input.catalog.roles.map((role, index) => ask(statement, role, index)));
  const planned = explain(input, asked.map((one) => ({ ...one, parts: 'all' as const })));
  // While the server plans, once it has been asked to.
  const looked = input.ready.then(() => unseenFacts(input)).then((unseenOf) => asked.map(({ statement, role }) => unseenOf(statement, role)));
  const [whole, unseenBy] = await Promise.all([planned, looked]);
  const hopeful = mayHope(input.catalog);
  const open = asked.flatMap((one, index) => (whole[index] === undefined || !hopeful(one.statement, one.role) ? [] : choicesOf(one.variant).map((parts) => ({ ...one, parts, index }))));
  const single = await explain(input, open);
  const alone = new Map<number, { readonly parts: ReadonlySet<string>; readonly refusal: Refusal | undefined }[]>();
  for (const [at, { index, parts }] of open.entries()) alone.set(index, [...(alone.get(index) ?? []), { parts, refusal: single[at] }]);
  const verdicts = new Map<string, RolePermission[]>();
  for (const [index, { statement, role, listed }] of asked.entries()) {
    const verdict = judge(role, listed, whole[index], alone.get(index) ?? [], unseenBy[index] ?? nothingUnseen);
    verdicts.set(statement.name, [...(verdicts.get(statement.name) ?? []), verdict]);
  }
  return verdicts;
}

interface Asked {
  readonly statement: Statement;
  readonly role: string;
  readonly roleIndex: number;
  readonly variant: StatementVariant;
  /** The variant is for this role. */
  readonly listed: boolean;
}

/** A role that no variant is for is asked about the first: the server then says what it lacks. */
function ask(statement: Statement, role: string, roleIndex: number): Asked {
  const own = statement.variants.find(({ roles }) => roles === null || roles.includes(role));
  const variant = own ?? statement.variants[0];
  if (variant === undefined) throw new Error(`statements: ${statement.name} has no variant`);
  return { statement, role, roleIndex, variant, listed: own !== undefined };
}

function choicesOf({ parts }: StatementVariant): readonly ReadonlySet<string>[] {
  return parts.length === 0 ? [] : [new Set<string>(), ...parts.map((part) => new Set([part]))];
}

/** The refusals of texts, in their order. What has one answer is asked once. */
async function explain({ prober, catalog, settings, ready }: PermissionInput, wanted: readonly (Asked & Pick<Choice, 'parts'>)[]): Promise<readonly (Refusal | undefined)[]> {
  const texts = new Map<string, number>();
  const asked = new Map<string, { readonly role: number; readonly text: number }>();
  const keyOf = questionKey(catalog);
  const whole = new Map<StatementVariant, string>();
  const keys = wanted.map(({ statement, role, roleIndex, variant, parts }) => {
    const sql = (parts === 'all' ? whole.get(variant) : undefined) ?? textOf(catalog, statement, variant, parts);
    if (parts === 'all') whole.set(variant, sql);
    const text = texts.get(sql) ?? texts.size;
    texts.set(sql, text);
    const key = keyOf(statement, role, text);
    if (!asked.has(key)) asked.set(key, { role: roleIndex, text });
    return key;
  });
  const roles = catalog.roles.map((role) => probeRole(settings.config, role));
  await ready;
  const refusals = await explainAsRoles(prober, { roles, texts: [...texts.keys()], pairs: [...asked.values()] });
  const found = new Map(refusals.map((refusal) => [`${refusal.role} ${refusal.number}`, refusal]));
  return keys.map((key) => found.get(`${asked.get(key)?.role ?? 0} ${asked.get(key)?.text ?? 0}`));
}

/** In its default order, behind a cursor where it has pages: that names all the columns it can name. */
function textOf(catalog: Catalog, statement: Statement, variant: StatementVariant, parts: Choice['parts']): string {
  const choice = fullChoices(statement, variant.sql).find(({ after }) => after === (statement.page !== null && statement.orders.length > 0)) ?? { order: null, after: false };
  return numberSql(composeSql(variant.sql, { ...choice, parts }), quoteIdentifier(catalog.templateSchema), new Map()).text;
}

function unseenFacts({ catalog, settings, grammar }: PermissionInput): (statement: Statement, role: string) => Unseen {
  const names = relationNames(catalog, catalog.templateSchema);
  const ours = relationNames(catalog, '{tenant}');
  const objects = byReference(catalog);
  const facts = new Map<Statement, { readonly touched: readonly Touched[]; readonly always: (column: string) => boolean }>();
  const touchedBy = (statement: Statement, text: string): readonly Touched[] => {
    const relation = generatedFor(ours, statement);
    return (relation === null ? null : touchedByGenerated(relation, text)) ?? touchedRelations(grammar, names, text);
  };
  return (statement, role) => {
    const variant = ask(statement, role, 0).variant;
    let fact = facts.get(statement);
    if (fact === undefined) {
      const touched = touchedBy(statement, textOf(catalog, statement, variant, 'all'));
      const inserts = variant.parts.length > 0 && touched.some(({ verb }) => verb === 'insert');
      const none = inserts ? touchedBy(statement, textOf(catalog, statement, variant, new Set())) : touched;
      const given = new Set(none.flatMap(({ columns }) => columns ?? []));
      fact = { touched, always: (column) => given.has(column) };
      facts.set(statement, fact);
    }
    return unseen({ catalog, objects, settings, role, touched: fact.touched, uses: statement.uses, always: fact.always });
  };
}

type Alone = readonly { readonly parts: ReadonlySet<string>; readonly refusal: Refusal | undefined }[];

function judge(role: string, listed: boolean, whole: Refusal | undefined, alone: Alone, { refused, unchecked }: Unseen): RolePermission {
  if (whole !== undefined && whole.state !== denied) return { role, allowed: refused === null, reason: refused, unchecked: [...unchecked, `planning it failed: ${whole.message}`] };
  const possible = whole === undefined || alone.some(({ refusal }) => refusal === undefined);
  const reason = !possible ? (whole?.message ?? null) : refused ?? (listed ? null : 'it may not read what the statement returns');
  if (reason !== null) return { role, allowed: false, reason, unchecked };
  const lacking = alone.flatMap(({ parts, refusal }) => (refusal === undefined || parts.size === 0 ? [] : [...parts]));
  return { role, allowed: true, reason: lacking.length === 0 ? null : `not with ${lacking.join(', ')}: ${whole?.message ?? 'permission denied'}`, unchecked };
}
