import { Graph, layout, type Edge } from '@dagrejs/dagre';
import type { Catalog, Column, Relation } from '../../catalog/types.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { displayWidth } from '../../source/display-width.js';
import { htmlText } from '../escape.js';

/** Pixels. */
const [line, cell, edge, most] = [18, 7.3, 10, 14];

interface Box {
  readonly relation: Relation;
  readonly rows: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Relations of the template and of `shared` as boxes, keys first, and their foreign keys as arrows, in SVG. */
export function diagram(catalog: Catalog): string {
  const shown = catalog.relations.filter(({ schemaKind, partitionOf }) => partitionOf === null && (schemaKind === 'template' || schemaKind === 'shared'));
  if (shown.length === 0) return '';
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 70, marginx: 8, marginy: 8 });
  const boxes = new Map([...shown].sort((a, b) => compareCodePoints(a.name, b.name)).map((relation) => [relation.oid, boxOf(relation)] as const));
  for (const [oid, { width, height }] of boxes) graph.setNode(String(oid), { width, height });
  for (const [oid, { relation }] of boxes) {
    for (const { name, target } of relation.foreignKeys) if (boxes.has(target) && target !== oid) graph.setEdge(String(oid), String(target), {}, name);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const arrows = graph.edges().map((one: Edge) => arrow(graph.edge(one).points ?? [], one.name ?? ''));
  const drawn = [...boxes].map(([oid, box]) => drawBox(box, graph.node(String(oid))));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="Tables and their foreign keys">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ...arrows, ...drawn, '</svg>',
  ].join('\n');
}

function boxOf(relation: Relation): Box {
  const linked = new Set([...relation.keys.filter(({ kind }) => kind === 'primary').flatMap(({ columns }) => columns), ...relation.foreignKeys.flatMap(({ columns }) => columns)]);
  const columns = [...relation.columns.filter(({ name }) => linked.has(name)), ...relation.columns.filter(({ name }) => !linked.has(name))];
  const rows = columns.slice(0, most).map(rowText);
  if (columns.length > most) rows.push(`${columns.length - most} more`);
  const widest = Math.max(...[relation.name, ...rows].map(widthOf));
  return { relation, rows, width: Math.ceil(widest * cell) + 2 * edge, height: (rows.length + 1) * line + edge };
}

const rowText = ({ name, typeText, notNull }: Column): string => `${name} ${typeText}${notNull ? '' : '?'}`;

function widthOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += displayWidth(character);
  return cells;
}

function drawBox({ relation, rows, width, height }: Box, { x = 0, y = 0 }: { readonly x?: number; readonly y?: number }): string {
  const [left, top] = [x - width / 2, y - height / 2];
  const texts = rows.map((text, n) => `<text x="${edge}" y="${(n + 2) * line - 3}">${htmlText(text)}</text>`);
  const kind = relation.kind === 'table' || relation.kind === 'partitioned' ? 'table' : 'view';
  return [
    `<a href="#${relationId(relation)}" transform="translate(${round(left)} ${round(top)})" class="${kind}">`,
    `<rect width="${width}" height="${height}" rx="4"/><path d="M0 ${line + 4}H${width}"/><text x="${edge}" y="${line - 3}" class="name">${htmlText(relation.name)}</text>`,
    ...texts, '</a>',
  ].join('');
}

function arrow(points: readonly { readonly x: number; readonly y: number }[], name: string): string {
  const [first, ...rest] = points.map(({ x, y }) => `${round(x)} ${round(y)}`);
  return `<path class="key" d="M${first ?? ''}L${rest.join(' ')}" marker-end="url(#tip)"><title>${htmlText(name)}</title></path>`;
}

/** An anchor of the page: names may hold anything. */
export function relationId({ schemaKind, name }: Pick<Relation, 'schemaKind' | 'name'>): string {
  return `${schemaKind}-${encodeURIComponent(name).replaceAll("'", '%27')}`;
}

function round(n: number): string {
  return String(Math.round(n * 10) / 10);
}
