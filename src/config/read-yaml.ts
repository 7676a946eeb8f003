import type { Alias, Node, Pair, Scalar, YAMLError } from 'yaml';
import { Document, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { error } from '../source/diagnostic.js';
import { spanIn } from '../source/source-text.js';
import type { Diagnostic, SourceText, Span } from '../source/types.js';
import type { Place } from './place.js';
import type { ScalarStyle } from './scalar-text.js';
import { scalarText } from './scalar-text.js';
import { unclosedFlow } from './unclosed-flow.js';

/** Nodes of one document with its aliases followed: a short file can stand for endlessly many. */
const mostNodes = 200_000;
/** An alias may stand for what it is in, and then it never ends. */
const deepest = 50;

interface Reader {
  readonly source: SourceText;
  readonly document: Document;
  readonly diagnostics: Diagnostic[];
  /** Following an alias means walking the document. */
  readonly followed: Map<Alias, Node | undefined>;
  nodes: number;
  depth: number;
  /** The alias that is most likely to blame where the document goes on too far. */
  alias: Span | null;
}

/**
 * Reads YAML (so JSON too) with the place of every key and value. `source` must be one unbroken piece of a file.
 * Null, with one diagnostic, where it is not YAML; a key said twice is reported at both places.
 */
export function readYaml(source: SourceText): { readonly place: Place | null; readonly diagnostics: readonly Diagnostic[] } {
  const document = parse(source.text);
  if (!(document instanceof Document)) return { place: null, diagnostics: [syntaxError(source, document)] };
  const reader: Reader = { source, document, diagnostics: [], followed: new Map(), nodes: 0, depth: 0, alias: null };
  const place = placeOf(reader, document.contents, null, spanIn(source, 0, 0));
  const tooMany = reader.nodes > mostNodes;
  if (tooMany) reader.diagnostics.push(error('PGC061', 'lists, maps or aliases go on too far', reader.alias ?? place.span, 'write it flatter, without aliases'));
  return { place: tooMany ? null : place, diagnostics: reader.diagnostics };
}

type Problem = Pick<YAMLError, 'code' | 'message' | 'pos'>;

function parse(text: string): Document | Problem {
  try {
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, stringKeys: false });
    return document.errors[0] ?? document.warnings[0] ?? document;
  } catch (failure) {
    if (!(failure instanceof RangeError)) throw failure;
    return { code: 'IMPOSSIBLE', message: 'lists or maps are nested too deeply', pos: [0, 0] };
  }
}

function syntaxError(source: SourceText, problem: Problem): Diagnostic {
  const [start, end] = problem.pos.map((offset) => Math.min(offset, source.text.length)) as [number, number];
  const open = /and end with a [\]}]$/u.test(problem.message) ? unclosedFlow(source.text, start) : -1;
  if (open >= 0) {
    const [bracket, other] = source.text.charAt(open) === '[' ? ['[', ']'] : ['{', '}'];
    return error('PGC040', `not YAML: this ${bracket} is never closed`, spanIn(source, open, open + 1), `write ${other} where its list or map ends`);
  }
  const stopped = source.text.slice(start, end).search(/\n/u);
  const span = spanIn(source, start, stopped < 0 ? end : start + stopped);
  const said = `not YAML: ${problem.message.charAt(0).toLowerCase()}${problem.message.slice(1)}`;
  const message = problem.code === 'MULTIPLE_DOCS' ? 'the file has more than one document' : said;
  return error('PGC040', message, span, syntaxHint(source.text, problem));
}

function syntaxHint(text: string, { code, pos }: Problem): string {
  if (text.charAt(pos[0]) === '*' || code === 'BAD_ALIAS') return "write '*' in quotes";
  if (code === 'TAB_AS_INDENT') return 'indent with blanks';
  if (code === 'MULTIPLE_DOCS') return 'put what follows --- into a file of its own under resolvers/';
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    return 'put the text in quotes, or below its key as a block: `sql: |`';
  }
  return 'check indentation, quotes and brackets';
}

function placeOf(reader: Reader, node: unknown, key: Span | null, absent: Span): Place {
  const leaf = { key, children: new Map<string, Place>(), text: null };
  reader.nodes += 1;
  if (reader.nodes > mostNodes || node === null || node === undefined) return { ...leaf, value: null, span: absent };
  if (isAlias(node)) reader.alias ??= spanOf(reader, node);
  if (isAlias(node)) return inside(reader, () => placeOf(reader, targetOf(reader, node), key, spanOf(reader, node)));
  if (isMap(node)) return inside(reader, () => mapPlace(reader, node.items, key, spanOf(reader, node)));
  if (isSeq(node)) return inside(reader, () => listPlace(reader, node.items, key, spanOf(reader, node)));
  if (!isScalar(node)) return { ...leaf, value: null, span: absent };
  const text = typeof node.value === 'string' ? textOf(reader, node, node.value) : null;
  return { ...leaf, value: node.value, span: node.range === null ? absent : spanOf(reader, node), text };
}

function inside(reader: Reader, read: () => Place): Place {
  reader.depth += 1;
  if (reader.depth > deepest) reader.nodes = mostNodes + 1;
  const place = read();
  reader.depth -= 1;
  return place;
}

function targetOf(reader: Reader, alias: Alias): Node | undefined {
  if (!reader.followed.has(alias)) {
    const target = alias.resolve(reader.document);
    reader.followed.set(alias, target);
    const hint = `put * in quotes if it is meant as it is, or mark a value with &${alias.source}`;
    if (target === undefined) reader.diagnostics.push(error('PGC040', `*${alias.source} is an alias of nothing`, spanOf(reader, alias), hint));
  }
  return reader.followed.get(alias);
}

function mapPlace(reader: Reader, pairs: readonly Pair<unknown, unknown>[], key: Span | null, span: Span): Place {
  const children = new Map<string, Place>();
  const value = Object.create(null) as Record<string, unknown>;
  for (const pair of pairs) {
    const name = keyText(pair.key);
    const at = pair.key === null ? span : spanOf(reader, pair.key as Node);
    const first = children.get(name ?? '');
    if (name === null) reader.diagnostics.push(error('PGC043', 'a key must be text', at, 'put it in quotes'));
    else if (first !== undefined) reader.diagnostics.push(saidTwice(name, at, first.key ?? first.span));
    else {
      const child = placeOf(reader, pair.value, at, { ...at, start: at.end });
      children.set(name, child);
      value[name] = child.value;
    }
  }
  return { value, span, key, children, text: null };
}

function saidTwice(name: string, span: Span, first: Span): Diagnostic {
  return error('PGC041', `"${name}" is said twice`, span, 'remove one of the two', [{ message: 'first said here', span: first }]);
}

/** `true:` and `1:` are names like any other. */
function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null;
  const text = key.type === 'PLAIN' && key.source !== undefined ? key.source : String(key.value);
  return text === '' ? null : text;
}

function listPlace(reader: Reader, items: readonly unknown[], key: Span | null, span: Span): Place {
  const places = items.map((item) => placeOf(reader, item, null, span));
  const children = new Map(places.map((place, index) => [String(index), place]));
  return { value: places.map((place) => place.value), span, key, children, text: null };
}

function textOf(reader: Reader, node: Scalar, value: string): SourceText | null {
  const styles: Readonly<Record<string, ScalarStyle>> = {
    BLOCK_LITERAL: 'literal', BLOCK_FOLDED: 'folded', QUOTE_DOUBLE: 'double', QUOTE_SINGLE: 'single',
  };
  const start = node.range?.[0];
  if (start === undefined) return null;
  const base = reader.source.segments[0]?.source ?? 0;
  return scalarText(reader.source.file, reader.source.text.slice(0, node.range?.[1]), base, start, styles[node.type ?? ''] ?? 'plain', value);
}

function spanOf(reader: Reader, node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return spanIn(reader.source, start, end);
}
