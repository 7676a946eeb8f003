import type { Oid } from '../../catalog/types.js';
import type { ArgumentSpec } from '../../config/types.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { CustomContext } from './context.js';
import { rowsInput, type RowsInput } from './rows-input.js';
import { isDiagnostic, resolveSpecType } from './spec-type.js';

/** pg_type's oid of jsonb is fixed. */
const jsonb = 3802;

/** An argument that the spec lists, its type looked up. */
export interface ResolvedArgument {
  readonly spec: ArgumentSpec;
  /** Null: as the statement says. `jsonb` for an input. */
  readonly oid: Oid | null;
  /** An input of the spec: its name, and how its rows reach SQL. */
  readonly input: { readonly name: string; readonly rows: RowsInput } | null;
}

/** By name, in the order of the spec. Arguments with a wrong type are left out, and said. */
export async function resolveArguments(context: CustomContext, args: readonly ArgumentSpec[]): Promise<Staged<ReadonlyMap<string, ResolvedArgument>>> {
  const value = new Map<string, ResolvedArgument>();
  const diagnostics: Diagnostic[] = [];
  for (const spec of args) {
    const found = await resolveArgument(context, spec);
    if (isDiagnostic(found.value)) diagnostics.push(found.value);
    else value.set(spec.name, found.value);
    diagnostics.push(...found.diagnostics);
  }
  return { value, diagnostics };
}

async function resolveArgument(context: CustomContext, spec: ArgumentSpec): Promise<Staged<ResolvedArgument | Diagnostic>> {
  if (spec.type === null) return { value: { spec, oid: null, input: null }, diagnostics: [] };
  const type = await resolveSpecType(context, spec.type);
  if (isDiagnostic(type)) return { value: type, diagnostics: [] };
  if (type.kind === 'input') {
    const rows = await rowsInput(context, type.spec);
    return { value: { spec, oid: jsonb, input: { name: type.spec.name, rows: rows.value } }, diagnostics: rows.diagnostics };
  }
  if (type.kind === 'pg') {
    const oid = spec.type.list ? type.arrayOid : type.oid;
    if (oid !== null) return { value: { spec, oid, input: null }, diagnostics: [] };
  }
  const hint = type.kind === 'relation' ? `send some of its columns: inputs: { ${capital(spec.name)}Input: { from: ${type.relation.name}, only: [...] } }` : 'use a type of PostgreSQL or one under inputs:';
  return { value: error('PGC217', `${spec.type.name} cannot be the type of an argument`, spec.type.span, hint), diagnostics: [] };
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
