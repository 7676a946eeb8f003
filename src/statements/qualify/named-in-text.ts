import { warning } from '../../source/diagnostic.js';
import { spanIn } from '../../source/source-text.js';
import type { Diagnostic } from '../../source/types.js';
import type { ResolverSql } from '../../parse/types.js';
import type { ViewDefinitions } from '../analyse/types.js';

/** Functions of pg_catalog that find objects by text, or run it. */
const lookups = /^(?:regclass|to_reg(?:class|type|proc|procedure|oper|operator|collation|role|namespace)|pg_get_serial_sequence|query_to_xml\w*|text_to_\w+|table_to_xml\w*|dblink\w*)$/;

/** regproc, regprocedure, regoper, regoperator, regclass, regtype, regconfig, regdictionary, regcollation */
const nameTypes = /^(?:24|2202|2203|2204|2205|2206|3734|3769|4191)$/;

/**
 * A warning where a statement finds objects by text that is put together when it runs: such names stay as they are,
 * whichever tenant calls. Constants like `'orders'::regclass` are qualified and not meant.
 */
export function namedInText(sql: ResolverSql, tree: string, views: ViewDefinitions): readonly Diagnostic[] {
  const called = [...tree.matchAll(/\{FUNCEXPR :funcid (\d+)/g)].map((match) => views.routines[Number(match[1])]?.name ?? '').find((name) => lookups.test(name));
  const parameter = [...tree.matchAll(/\{PARAM :paramkind 0 :paramid \d+ :paramtype (\d+)/g)].some((match) => nameTypes.test(match[1] ?? ''));
  if (called === undefined && !parameter) return [];
  const token = sql.tokens.find((one) => one.text.toLowerCase() === called) ?? sql.tokens.find((one) => /^reg\w+$/i.test(one.text)) ?? sql.tokens.find((one) => one.kind !== 'comment');
  const message = called === undefined ? 'an object is found by a name that is not known before the statement runs' : `${called} finds an object by text`;
  const hint = "write the name where PostgreSQL can see it: 'orders'::regclass";
  return [warning('PGC223', message, spanIn(sql, token?.start ?? 0, token?.end ?? sql.end), hint)];
}
