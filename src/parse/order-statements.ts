import { compareCodePoints } from '../source/compare-code-points.js';
import type { Staged } from '../source/types.js';
import { cycleError } from './cycle-error.js';
import { DependencyGraph, type Edge } from './dependency-graph.js';
import type { SqlStatement } from './types.js';

/**
 * All statements of a template in an order in which they run: files by code point of their paths, statements as written,
 * and what is needed earlier moved before what needs it, with as few moves as possible. The order of the files given
 * does not matter. Schemas and extensions come first. Names that no statement defines do not count: the server judges
 * them. Statements that need each other are one error, which names them at their places; they keep their places then.
 */
export function orderStatements(statements: readonly SqlStatement[], templateSchema = 'tenant_template'): Staged<readonly SqlStatement[]> {
  const base = [...statements].sort((a, b) => rank(a) - rank(b) || compareCodePoints(a.span.file, b.span.file) || a.span.start - b.span.start);
  const graph = new DependencyGraph(base, templateSchema);
  const order: SqlStatement[] = [];
  const cycles: (readonly Edge[])[] = [];
  const state = new Map<number, 'open' | 'done'>();
  for (let root = 0; root < base.length; root += 1) emit(root, graph, state, order, cycles);
  return { value: order, diagnostics: cycles.map((cycle) => cycleError(base, cycle)) };
}

function rank(statement: SqlStatement): number {
  return statement.tag === 'CreateSchemaStmt' ? 0 : statement.tag === 'CreateExtensionStmt' ? 1 : 2;
}

interface Step {
  readonly node: number;
  readonly edges: readonly Edge[];
  next: number;
}

/** Depth first, with a stack of its own: a chain of views can be longer than JavaScript's. */
function emit(
  root: number, graph: DependencyGraph, state: Map<number, 'open' | 'done'>, order: SqlStatement[], cycles: (readonly Edge[])[],
): void {
  if (state.has(root)) return;
  const path: Step[] = [{ node: root, edges: graph.edgesOf(root), next: 0 }];
  state.set(root, 'open');
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const edge = step.edges[step.next];
    step.next += 1;
    if (edge === undefined) {
      state.set(step.node, 'done');
      order.push(graph.statement(step.node));
      path.pop();
    } else if (state.get(edge.to) === 'open') {
      const from = path.findIndex((one) => one.node === edge.to);
      const cycle = path.slice(from).flatMap((one) => one.edges[one.next - 1] ?? []);
      if (!cycles.some((known) => shareMember(known, cycle))) cycles.push(cycle);
    } else if (!state.has(edge.to)) {
      state.set(edge.to, 'open');
      path.push({ node: edge.to, edges: graph.edgesOf(edge.to), next: 0 });
    }
  }
}

/** Two circles through one statement are one mistake. */
function shareMember(one: readonly Edge[], other: readonly Edge[]): boolean {
  return one.some((edge) => other.some(({ to }) => to === edge.to));
}
