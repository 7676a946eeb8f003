import type { Place } from '../../config/place.js';
import type { Splice } from '../types.js';
import type { YamlMap, YamlValue } from './print-yaml.js';

/** What a section of the spec is to have: an entry of a map (`resolvers`), or one more of a list (`functions`). */
export interface Wanted {
  readonly section: string;
  /** Null for a list. */
  readonly key: string | null;
  readonly value: YamlValue;
}

/** A document and the part of it that gets something. */
export interface Document {
  readonly text: string;
  readonly root: Place;
}

/** Ways to write the same; the first that leaves all else as it was is taken. */
export type Ways = readonly (readonly Splice[])[];

export function isMapValue(value: YamlValue): value is YamlMap {
  return typeof value === 'object' && !Array.isArray(value);
}
