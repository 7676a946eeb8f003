import type { Catalog, Oid, PgFunction, Trigger } from '../../catalog/types.js';
import type { Settings } from '../../config/types.js';
import { policyAdmits } from '../crud/readers.js';
import type { Touched } from './touched-relations.js';

/** What planning a statement does not show of a role's rights. */
export interface Unseen {
  /** Why it must fail, or never finds a row; null: nothing known. */
  readonly refused: string | null;
  readonly unchecked: readonly string[];
}

/** Objects of a catalog by what points at them: asked for every statement and role. */
export interface ByReference {
  /** By what stands in `uses`. */
  readonly sequences: ReadonlyMap<string, Catalog['sequences'][Oid]>;
  readonly functions: ReadonlyMap<Oid, PgFunction>;
}

export function byReference(catalog: Catalog): ByReference {
  const text = (schema: string, name: string): string => `${schema === catalog.templateSchema ? '{tenant}' : schema}.${name}`;
  return {
    sequences: new Map(Object.values(catalog.sequences).map((sequence) => [text(sequence.schema, sequence.name), sequence])),
    functions: new Map(catalog.functions.map((one) => [one.oid, one])),
  };
}

export interface UnseenInput {
  readonly catalog: Catalog;
  readonly objects: ByReference;
  readonly settings: Settings;
  readonly role: string;
  /** Of the text with all optional parts. */
  readonly touched: readonly Touched[];
  /** `{tenant}.orders`, ...: for sequences that the statement names. */
  readonly uses: readonly string[];
  /** False for columns that stand in an optional part. */
  readonly always: (column: string) => boolean;
}

/** Policies, sequences, functions of CHECKs: the server asks for these only when rows are there. */
export function unseen(input: UnseenInput): Unseen {
  const refused = [...policies(input), ...sequencesNamed(input), ...sequencesOfDefaults(input), ...checkFunctions(input)];
  return { refused: refused[0] ?? null, unchecked: [...new Set([...optionalDefaults(input), ...triggers(input)])] };
}

function policies({ settings, role, touched }: UnseenInput): readonly string[] {
  return touched.filter(({ relation, verb }) => !policyAdmits(settings, relation, role, verb))
    .map(({ relation, verb }) => `no policy lets ${role} ${verb} rows of ${relation.name}`);
}

function sequencesNamed({ objects, role, uses }: UnseenInput): readonly string[] {
  const named = [...new Set(uses)].flatMap((use) => objects.sequences.get(use) ?? []);
  return named.filter(({ usage }) => usage[role] !== true).map(({ name }) => `permission denied for sequence ${name}`);
}

/** Defaults of columns that an INSERT leaves out for certain. */
function sequencesOfDefaults(input: UnseenInput): readonly string[] {
  return deniedDefaults(input).filter(({ given }) => given === 'never').map(({ sequence }) => `permission denied for sequence ${sequence}`);
}

function optionalDefaults(input: UnseenInput): readonly string[] {
  return deniedDefaults(input).filter(({ given }) => given === 'sometimes').map(({ column, sequence }) => `without ${column}: permission denied for sequence ${sequence}`);
}

function deniedDefaults({ catalog, role, touched, always }: UnseenInput): readonly { readonly column: string; readonly sequence: string; readonly given: 'never' | 'sometimes' }[] {
  return touched.filter(({ verb, columns }) => verb === 'insert' && columns !== null).flatMap(({ relation, columns }) => relation.columns.flatMap((column) => {
    const given = columns?.includes(column.name) === true ? (always(column.name) ? 'always' : 'sometimes') : 'never';
    if (given === 'always' || column.identity !== null) return [];
    const denied = column.sequences.map((oid) => catalog.sequences[oid]).find((sequence) => sequence !== undefined && sequence.usage[role] !== true);
    return denied === undefined ? [] : [{ column: column.name, sequence: denied.name, given }];
  }));
}

function checkFunctions({ objects, role, touched }: UnseenInput): readonly string[] {
  const written = touched.filter(({ verb }) => verb === 'insert' || verb === 'update');
  return written.flatMap(({ relation }) => relation.checks.flatMap(({ name, functions }) => functions.flatMap((oid) => {
    const called = objects.functions.get(oid);
    return called !== undefined && called.execute[role] !== true ? [`permission denied for function ${called.name}, which the constraint ${name} calls`] : [];
  })));
}

/** A trigger's function runs with the caller's rights unless it says SECURITY DEFINER; what it does is its own business. */
function triggers({ objects, touched }: UnseenInput): readonly string[] {
  return touched.filter(({ verb }) => verb !== 'select').flatMap(({ relation, verb }) => relation.triggers.flatMap((trigger) => {
    const called = objects.functions.get(trigger.function);
    return trigger.enabled && fires(trigger, verb) && called?.securityDefiner !== true ? [`what trigger ${trigger.name} on ${relation.name} does`] : [];
  }));
}

function fires({ definition }: Trigger, verb: string): boolean {
  const events = /\b(?:BEFORE|AFTER|INSTEAD OF)\s+(.*?)\s+ON\s/s.exec(definition)?.[1] ?? '';
  return new RegExp(`\\b${verb}\\b`, 'i').test(events);
}
