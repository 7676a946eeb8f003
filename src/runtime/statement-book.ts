import { own } from './own.js';
import { argumentTree, type ArgumentTree } from './statement-arguments.js';
import type { StatementText } from './statement-text.js';
import type { Field, Manifest, ManifestStatement, Parameter, Variant } from './types.js';
import { createRowReader } from './values/create-row-reader.js';

export interface PreparedVariant extends Variant {
  /** Columns that are fields of the result, and relations' keys; neither cursors nor the parent's ordinal. */
  readonly read: (record: readonly Field[]) => Record<string, unknown>;
  /** Texts that were made already, by what was asked for. */
  readonly texts: Map<string, StatementText>;
}

/** A statement with all that is worth working out once. */
export interface PreparedStatement {
  readonly name: string;
  readonly statement: ManifestStatement;
  readonly variants: readonly PreparedVariant[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Arguments that it knows. */
  readonly arguments: ArgumentTree;
  readonly longsAsText: boolean;
}

export interface StatementBook {
  readonly manifest: Manifest;
  /** Null for a name that is not in statements.json. */
  find(name: string): PreparedStatement | null;
  /** A transaction's step, or a check: never run by its name. */
  isInner(name: string): boolean;
}

/** Statements by name, prepared when they are first asked for. */
export function createStatementBook(manifest: Manifest): StatementBook {
  const prepared = new Map<string, PreparedStatement>();
  const steps = Object.values(manifest.transactions).flatMap((transaction) => transaction.steps.map(({ statement }) => statement));
  const inner = new Set([...steps, ...Object.values(manifest.checks)]);
  return {
    manifest,
    isInner: (name) => inner.has(name),
    find(name) {
      const known = prepared.get(name);
      if (known !== undefined) return known;
      const statement = own(manifest.statements, name);
      if (statement === undefined) return null;
      const made = prepare(name, statement);
      prepared.set(name, made);
      return made;
    },
  };
}

function prepare(name: string, statement: ManifestStatement): PreparedStatement {
  const columns = statement.columns.filter((column) => !isOurs(column.name));
  return {
    name, statement,
    variants: statement.variants.map((variant) => ({ ...variant, read: createRowReader(columns, variant.labels), texts: new Map() })),
    parameters: new Map(statement.parameters.map((parameter) => [parameter.name, parameter])),
    arguments: argumentTree(statement),
    longsAsText: statement.columns.some(({ codec }) => (codec.kind === 'list' ? codec.element : codec).kind === 'bigint'),
  };
}

/** Parts that one role or another may ask for. */
export function partsOf({ statement }: Pick<PreparedStatement, 'statement'>): readonly string[] {
  return statement.variants.flatMap(({ parts }) => parts);
}

/** `~parent`, `~1`: columns that the generator put in; a relation's key may be hidden too, but travels on. */
function isOurs(name: string): boolean {
  return name.startsWith('~');
}
