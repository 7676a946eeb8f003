import { error } from '../source/diagnostic.js';
import type { Place } from './place.js';
import { keyOf, placeAt, pointAt } from './place.js';
import type { SpecDraft } from './spec-draft.js';
import type { ArgumentInput, ResolverInput } from './spec-form.js';
import { isGraphQLName, typeAt } from './spec-parts.js';
import type { ArgumentSpec } from './types.js';

/** Reads `args`: a type, or a map of type, default and maximum. */
export function argumentSpecs(draft: SpecDraft, args: ResolverInput['args'], place: Place): readonly ArgumentSpec[] {
  return Object.entries(args ?? {}).flatMap(([name, input]) => {
    const child = placeAt(place, name);
    return isGraphQLName(draft, 'an argument', name, keyOf(child)) ? [argumentSpec(draft, name, input, child)] : [];
  });
}

function argumentSpec(draft: SpecDraft, name: string, input: ArgumentInput, place: Place): ArgumentSpec {
  const options = input === null ? {} : typeof input === 'string' ? { type: input } : input;
  const type = typeAt(draft, options.type, placeAt(place, 'type'));
  const { default: standard, max } = { default: undefined, max: undefined, ...options };
  if (typeof standard === 'number' && max !== undefined && standard > max) {
    const hint = `lower default to ${max}, or raise max`;
    draft.diagnostics.push(error('PGC062', `"default" is ${standard}, above "max" ${max}`, pointAt(placeAt(place, 'default')), hint));
  }
  return { name, type, default: standard ?? null, max: max ?? null, span: keyOf(place) };
}
