import type { Client } from 'pg';
import type { Catalog } from '../catalog/types.js';
import type { ErrorSpec } from '../config/types.js';
import { quoteLiteral } from '../postgres/quote.js';
import { closest } from '../source/closest.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic } from '../source/types.js';

/** What a function raises by itself: an SQLSTATE of class PGC is no constraint. */
const ownState = /^PGC[0-9A-Z]{2}$/;

/** Errors for entries of `errors:` that no constraint or unique index of the template or of `shared` is called. */
export async function checkErrors(client: Client, catalog: Catalog, specs: readonly ErrorSpec[]): Promise<readonly Diagnostic[]> {
  const wanted = specs.filter(({ constraint }) => !ownState.test(constraint));
  if (wanted.length === 0) return [];
  const names = await constraintNames(client, catalog);
  return wanted.filter(({ constraint }) => !names.includes(constraint)).map(({ constraint, span }) => {
    const near = closest(constraint, names);
    const way = 'name a constraint or unique index of the template, or an SQLSTATE of class PGC that a function raises';
    return error('PGC294', `errors: there is no constraint ${constraint}`, span, near === null ? way : `did you mean ${near}?`);
  });
}

async function constraintNames(client: Client, catalog: Catalog): Promise<readonly string[]> {
  const schemas = Object.entries(catalog.schemas).filter(([, kind]) => kind === 'template' || kind === 'shared').map(([name]) => quoteLiteral(name)).join(', ');
  const { rows } = await client.query<{ name: string }>(
    `select c.conname as name from pg_catalog.pg_constraint c join pg_catalog.pg_namespace n on n.oid = c.connamespace where n.nspname in (${schemas})
     union select i.relname from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
       join pg_catalog.pg_namespace n on n.oid = i.relnamespace where x.indisunique and n.nspname in (${schemas})`,
  );
  return rows.map(({ name }) => name);
}
