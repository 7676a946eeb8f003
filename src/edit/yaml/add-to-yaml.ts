import { placeAt, type Place } from '../../config/place.js';
import { readYaml } from '../../config/read-yaml.js';
import { wholeFile } from '../../source/source-text.js';
import { spliceFile } from '../splice-file.js';
import type { Edited, Refusal, Splice, UserFile } from '../types.js';
import { atTheEnd, behindLast, belowEmpty } from './block-ways.js';
import { inBraces } from './flow-ways.js';
import { isFlow } from './layout.js';
import type { Wanted, Ways } from './types.js';

/**
 * Puts an entry into a section of a YAML file (`resolvers`, `crud`, `functions`), behind those that are there, in their
 * style; all else stays byte for byte. An entry that is there already is left as it is.
 */
export function addToYaml(file: UserFile, wanted: Wanted): Edited {
  const ways = waysOf(file, wanted);
  if ('kind' in ways) return ways;
  if (ways.length === 0) return { kind: 'unchanged' };
  const before = rootOf(file);
  for (const splices of ways) {
    const edited = before === null ? null : spliceFile(file, splices, {
      holds: (after) => said(rootOf(after)) === said(withEntry(before.value, wanted)),
      again: (after) => firstOf(waysOf(after, wanted)),
    });
    if (edited !== null) return edited;
  }
  return { kind: 'refused', reason: `is laid out in a way that takes no new entry of ${wanted.section} without touching others`, at: before === null ? 0 : placeAt(before, wanted.section).span.start };
}

function firstOf(ways: Ways | Refusal): readonly Splice[] | Refusal {
  return 'kind' in ways ? ways : (ways[0] ?? []);
}

function rootOf({ path, text }: UserFile): Place | null {
  const { place, diagnostics } = readYaml(wholeFile({ path, text }));
  return diagnostics.length === 0 ? place : null;
}

/** No way at all where the entry is there. */
function waysOf(file: UserFile, wanted: Wanted): Ways | Refusal {
  const root = rootOf(file);
  const { text } = file;
  if (root === null || (root.value !== null && (typeof root.value !== 'object' || Array.isArray(root.value)))) return { kind: 'refused', reason: 'cannot be read as a spec', at: 0 };
  const document = { text, root };
  const section = root.children.get(wanted.section);
  if (section === undefined) {
    if (root.value === null || !isFlow(text, root)) return atTheEnd(document, wanted);
    return inBraces(document, root, { ...wanted, key: wanted.section, value: wanted.key === null ? [wanted.value] : { [wanted.key]: wanted.value } });
  }
  const wrong = strange(section, wanted);
  if (wrong !== null) return { kind: 'refused', reason: wrong, at: section.key?.start ?? section.span.start };
  if (isThere(section, wanted)) return [];
  const empty = section.children.size === 0;
  if (isFlow(text, section)) {
    const bare = empty && text.slice(section.span.start + 1, section.span.end - 1).trim() === '';
    return bare && !isFlow(text, root) ? belowEmpty(document, section, wanted) : inBraces(document, section, wanted);
  }
  return empty ? belowEmpty(document, section, wanted) : behindLast(document, section, wanted);
}

/** What is not a list or map of its own, to which something could be added. */
function strange(section: Place, { section: name, key }: Wanted): string | null {
  const list = Array.isArray(section.value);
  if (section.value !== null && (typeof section.value !== 'object' || list !== (key === null))) return `says ${name} in another form`;
  const [child] = section.children.values();
  const start = child?.key?.start ?? child?.span.start;
  return start !== undefined && start < (section.key?.end ?? 0) ? `takes ${name} from somewhere else by an alias` : null;
}

function isThere(section: Place, { key, value }: Wanted): boolean {
  return key === null ? [...section.children.values()].some((child) => said(child) === JSON.stringify(value)) : section.children.has(key);
}

/** With its keys in order. */
function said(place: Pick<Place, 'value'> | null): string | undefined {
  return place === null ? undefined : JSON.stringify(place.value);
}

function withEntry(root: unknown, { section, key, value }: Wanted): { readonly value: unknown } {
  const before = new Map(Object.entries((root ?? {}) as Readonly<Record<string, unknown>>));
  const old = before.get(section);
  before.set(section, key === null ? [...((old ?? []) as readonly unknown[]), value] : { ...((old ?? {}) as object), [key]: value });
  return { value: Object.fromEntries(before) };
}
