import type { SourceText } from '../source/types.js';
import { checkForm, checkKeys } from './check-form.js';
import type { Place } from './place.js';
import { keyOf, placeAt } from './place.js';
import { readYaml } from './read-yaml.js';
import { specCodes } from './spec-codes.js';
import { addCrud } from './spec-crud.js';
import type { SpecDraft } from './spec-draft.js';
import { saidOnce } from './spec-draft.js';
import { outlineForm, resolverEntryForm } from './spec-form.js';
import { addErrors, addFunctions, addRelations, addTables } from './spec-names.js';
import { fieldName } from './spec-parts.js';
import { resolverSpec } from './spec-resolver.js';
import { addSubscription } from './spec-subscription.js';
import { addTypes } from './spec-types.js';

/** Reads one YAML file of the spec into the draft. */
export function addDocument(draft: SpecDraft, source: SourceText): void {
  const { place, diagnostics } = readYaml(source);
  draft.diagnostics.push(...diagnostics);
  if (place === null || place.value === null) return;
  const { value, diagnostics: wrong } = checkKeys(outlineForm, place, specCodes);
  draft.diagnostics.push(...wrong);
  const section = (name: keyof typeof value): Place => (value[name] === undefined ? emptyPlace(place) : placeAt(place, name));
  addCrud(draft, value.crud, section('crud'));
  addRelations(draft, value.relations, section('relations'));
  addFunctions(draft, value.functions, section('functions'));
  if (value.members === true) draft.spec.members = true;
  addTypes(draft, 'types', section('types'));
  addTypes(draft, 'inputs', section('inputs'));
  addErrors(draft, section('errors'));
  addTables(draft, section('tables'));
  for (const [name, child] of section('resolvers').children) addResolver(draft, name, child);
}

function emptyPlace(place: Place): Place {
  return { ...place, children: new Map() };
}

function addResolver(draft: SpecDraft, name: string, place: Place): void {
  const span = keyOf(place);
  const named = fieldName(draft, name, span);
  if (named?.parent === 'Subscription') return addSubscription(draft, named.field, place);
  const checked = checkForm(resolverEntryForm, place, specCodes, name);
  if (!checked.ok) draft.diagnostics.push(...checked.diagnostics);
  if (!checked.ok || named === null || !saidOnce(draft, `the resolver ${name}`, span, 'PGC048')) return;
  const short = typeof checked.value === 'string';
  const input = typeof checked.value === 'string' ? { sql: checked.value } : checked.value;
  const around: Place = short ? { ...place, text: null, children: new Map([['sql', place]]) } : place;
  const resolver = resolverSpec(draft, { ...named, span, sql: null }, input, around);
  if (resolver !== null) draft.spec.resolvers.push(resolver);
}
