import { error } from '../source/diagnostic.js';
import type { SourceText } from '../source/types.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import type { SpecDraft } from './spec-draft.js';
import type { StepInput } from './spec-form.js';
import type { StepSpec } from './types.js';

/** SQL written in the spec, with its way back to the file; null, and said so, where nothing is written. */
export function filledSql(draft: SpecDraft, place: Place): SourceText | null {
  if (place.text !== null && place.text.text.trim() !== '') return place.text;
  draft.diagnostics.push(error('PGC055', 'there is no SQL here', keyOf(place), 'write a statement'));
  return null;
}

/** Reads `transaction`: SQL, `name: SQL`, or a map of sql, rows and name. */
export function stepSpecs(draft: SpecDraft, steps: readonly StepInput[], place: Place): readonly StepSpec[] {
  const names = new Set<string>();
  return steps.flatMap((input, index) => stepSpec(draft, input, placeAt(place, index), names) ?? []);
}

function stepSpec(draft: SpecDraft, input: StepInput, place: Place, names: Set<string>): StepSpec | null {
  const parts = typeof input === 'string' ? { name: null, rows: null, sql: place } : stepParts(draft, input, place);
  const sql = parts === null ? null : filledSql(draft, parts.sql);
  if (parts === null || sql === null) return null;
  const { name } = parts;
  if (name !== null && !isStepName(draft, name.text, name.place, names)) return null;
  return { name: name?.text ?? null, sql, rows: parts.rows, span: name === null ? pointAt(parts.sql) : name.place };
}

interface StepParts {
  readonly name: { readonly text: string; readonly place: StepSpec['span'] } | null;
  readonly rows: StepSpec['rows'];
  readonly sql: Place;
}

function stepParts(draft: SpecDraft, input: Exclude<StepInput, string>, place: Place): StepParts | null {
  const rows = input.rows === undefined ? null : input.rows === 'many' ? 'many' : 'one';
  if ('sql' in input) {
    const name = typeof input.name === 'string' ? { text: input.name, place: pointAt(placeAt(place, 'name')) } : null;
    return { name, rows, sql: placeAt(place, 'sql') };
  }
  const [name, second] = Object.keys(input).filter((key) => key !== 'rows');
  if (name !== undefined && second === undefined) return { name: { text: name, place: keyOf(placeAt(place, name)) }, rows, sql: placeAt(place, name) };
  const span = second === undefined ? pointAt(place) : keyOf(placeAt(place, second));
  draft.diagnostics.push(error('PGC044', 'a step is one statement', span, 'write `- name: SQL` for each, with a dash of its own'));
  return null;
}

function isStepName(draft: SpecDraft, name: string, span: StepSpec['span'], names: Set<string>): boolean {
  const wellFormed = /^[A-Za-z][A-Za-z0-9_]*$/u.test(name) && name !== 'parent';
  if (wellFormed && !names.has(name)) {
    names.add(name);
    return true;
  }
  const message = wellFormed ? `two steps are called "${name}"` : `"${name}" cannot be the name of a step`;
  const hint = wellFormed ? 'give one of them another name' : 'use a letter, then letters, digits and _; not parent';
  draft.diagnostics.push(error('PGC054', message, span, hint));
  return false;
}
