import type { Place } from '../../config/place.js';
import { lineEnd, lineStart } from '../lines.js';
import { childEnd, childStart, indentLines, indentOf, pastComments } from './layout.js';
import { blockYaml, flowYaml, keyYaml } from './print-yaml.js';
import { isMapValue, type Document, type Wanted, type Ways } from './types.js';

/** The wanted entry as lines of a block, without indentation of its own. */
export function entryLines({ key, value }: Wanted, step: string): readonly string[] {
  if (key === null) return [`- ${flowYaml(value)}`];
  return isMapValue(value) ? [`${keyYaml(key)}:`, ...blockYaml(value, step).map((line) => (line === '' ? '' : step + line))] : blockYaml({ [key]: value }, step);
}

/** Behind the last child of a block; `null` where its lines are not laid out as lines. */
export function behindLast({ text }: Document, section: Place, wanted: Wanted): Ways {
  const children = [...section.children.values()];
  const last = children.at(-1);
  const indent = last === undefined ? null : childIndent(text, last);
  if (last === undefined || indent === null) return [];
  const end = Math.min(childEnd(last), text.length);
  const lines = indentLines(entryLines(wanted, stepOf(text, last, indent)), indent);
  const said = text.slice(0, end).trimEnd().length;
  const gap = apart(text, children) ? '\n' : '';
  const tidy = pastComments(text, lineEnd(text, said), indent);
  const late = text.charAt(end - 1) === '\n' ? { start: end, end, text: `${lines}\n` } : { start: lineEnd(text, end), end: lineEnd(text, end), text: `\n${lines}` };
  return [[{ start: tidy, end: tidy, text: `\n${gap}${lines}` }], [{ start: tidy, end: tidy, text: `\n${lines}` }], [late]];
}

/** The indentation of a child's line. */
function childIndent(text: string, child: Place): string | null {
  if (child.key !== null) return indentOf(text, childStart(child));
  return /^( *)- +$/u.exec(text.slice(lineStart(text, child.span.start), child.span.start))?.[1] ?? null;
}

/** How much deeper a child's own children are. */
function stepOf(text: string, child: Place, indent: string): string {
  const [inner] = child.children.values();
  const deeper = inner === undefined || inner.key === null ? null : indentOf(text, inner.key.start);
  return deeper !== null && deeper.length > indent.length ? deeper.slice(indent.length) : '  ';
}

/** Whether the file keeps an empty line between the children. */
function apart(text: string, children: readonly Place[]): boolean {
  const [before, last] = children.slice(-2);
  return before !== undefined && last !== undefined && /\n[ \t]*\n/u.test(text.slice(childStart(before), childStart(last)));
}

/** Below a section that is there and empty: `resolvers:`, `resolvers: ~`, `resolvers: {} # none yet`. */
export function belowEmpty(document: Document, section: Place, wanted: Wanted): Ways {
  const { text } = document;
  const key = section.key;
  const indent = key === null ? null : indentOf(text, key.start);
  if (key === null || indent === null) return [];
  const inner = `${indent}${innerStep(document)}`;
  const value = section.span.end > section.span.start && section.span.start >= key.end ? section.span : null;
  const end = lineEnd(text, value?.end ?? key.end);
  const rest = text.slice(value?.end ?? key.end, end);
  const lines = `\n${indentLines(entryLines(wanted, '  '), inner)}`;
  if (value === null) {
    const at = pastComments(text, end, inner);
    return [[{ start: at, end: at, text: lines }], [{ start: end, end, text: lines }]];
  }
  const colon = text.slice(0, value.start).trimEnd().length;
  if (rest.trim() === '') return [[{ start: colon, end: value.end, text: '' }, { start: end, end, text: lines }]];
  return [[{ start: value.start, end: value.end, text: '' }, { start: end, end, text: lines }]];
}

/** A section that is not there, at the end of a block document. */
export function atTheEnd(document: Document, wanted: Wanted): Ways {
  const { text, root } = document;
  const [first] = root.children.values();
  const indent = first === undefined ? '' : indentOf(text, childStart(first));
  if (indent === null) return [];
  const entry = indentLines([`${wanted.section}:`, ...entryLines(wanted, '  ').map((line) => (line === '' ? '' : innerStep(document) + line))], indent);
  const ended = /^\.\.\.[ \t]*$/mu.exec(text)?.index ?? text.length;
  const before = text.slice(0, ended);
  const gap = root.children.size > 1 && !before.endsWith('\n\n') ? '\n' : '';
  const way = (between: string): Ways[number] => (before === '' || before.endsWith('\n')
    ? [{ start: ended, end: ended, text: `${between}${entry}\n` }]
    : [{ start: ended, end: ended, text: `\n${between}${entry}` }]);
  return [way(gap), way('')];
}

/** How deep the children of other sections are. */
function innerStep({ text, root }: Document): string {
  for (const section of root.children.values()) {
    const [child] = section.children.values();
    const [outer, inner] = [section.key, child?.key ?? null].map((key) => (key === null ? null : indentOf(text, key.start)));
    if (outer != null && inner != null && inner.length > outer.length) return inner.slice(outer.length);
  }
  return '  ';
}
