import { compareCodePoints } from '../source/compare-code-points.js';
import type { Diagnostic, Staged } from '../source/types.js';
import { cycleError } from './cycle-error.js';
import { Demands, strength, type Demand } from './demands.js';
import { SchemaState } from './schema-state.js';
import type { SqlStatement } from './types.js';
import { WrittenStatements } from './written-statements.js';

/**
 * All statements of a template in an order in which they run: files by code point of their paths, statements as written,
 * and what is needed earlier moved before what needs it, with as few moves as possible. The order of the files given
 * does not matter. Schemas and extensions come first. Names that no statement defines do not count: the server judges
 * them. Statements that need each other are one error, which names them at their places; they keep their places then.
 *
 * The statements are run in thought, one after another, and what is there after each is kept. One that needs what is not
 * there lets run first what makes it, and that in turn what is written before it about the same things. So three things
 * hold: files that run as they are written stay so; files in which nothing is dropped or renamed and every name is given
 * once can have any names; and a file that drops, renames and makes anew its own things is used by others as it ends. Of
 * columns only their names are known: a view of `*` does not wait for those that other files add.
 */
export function orderStatements(statements: readonly SqlStatement[], templateSchema = 'tenant_template'): Staged<readonly SqlStatement[]> {
  const base = [...statements].sort((a, b) => rank(a) - rank(b) || compareCodePoints(a.span.file, b.span.file) || a.span.start - b.span.start);
  const run = new Run(base, templateSchema);
  for (const node of base.keys()) run.withAllBefore(node);
  return { value: run.order, diagnostics: run.circles };
}

function rank(statement: SqlStatement): number {
  return statement.tag === 'CreateSchemaStmt' ? 0 : statement.tag === 'CreateExtensionStmt' ? 1 : 2;
}

/** A statement that waits for others to run. */
interface Step {
  readonly node: number;
  /** Why it is asked for; null for the one that is next as written. */
  readonly asked: Demand | null;
  demands: readonly Demand[];
  next: number;
}

class Run {
  readonly order: SqlStatement[] = [];
  readonly #circles: (readonly Demand[])[] = [];
  readonly #base: readonly SqlStatement[];
  readonly #progress: ('open' | 'run' | undefined)[] = [];
  readonly #givenUp = new Map<number, Set<number>>();
  readonly #state = new SchemaState();
  readonly #written: WrittenStatements;
  readonly #demands: Demands;

  constructor(base: readonly SqlStatement[], templateSchema: string) {
    this.#base = base;
    this.#written = new WrittenStatements(base, templateSchema, (node) => this.#progress[node] === 'run');
    this.#demands = new Demands(this.#written, this.#state);
  }

  get circles(): readonly Diagnostic[] {
    return this.#circles.map((circle) => cycleError(this.#base, circle));
  }

  /** Depth first, with a stack of its own: a chain of views can be longer than JavaScript's. */
  withAllBefore(root: number): void {
    if (this.#progress[root] === 'run') return;
    const path = [this.#open(root, null)];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const demand = step.demands[step.next];
      step.next += 1;
      if (demand === undefined) this.#close(step, path);
      else if (this.#progress[demand.to] === 'open') this.#breakCircle(path, demand);
      else if (this.#progress[demand.to] === undefined) path.push(this.#open(demand.to, demand));
    }
  }

  #open(node: number, asked: Demand | null): Step {
    this.#progress[node] = 'open';
    return { node, asked, demands: this.#unmet(node), next: 0 };
  }

  /** Runs it, if what came before has brought up nothing new. */
  #close(step: Step, path: Step[]): void {
    step.demands = step.demands.length === 0 ? [] : this.#unmet(step.node);
    step.next = 0;
    if (step.demands.length > 0) return;
    path.pop();
    this.#progress[step.node] = 'run';
    this.#state.run(this.#written.effects(step.node), step.node);
    this.order.push(this.#written.statement(step.node));
  }

  #unmet(node: number): readonly Demand[] {
    const given = this.#givenUp.get(node);
    const all = this.#demands.of(node);
    return given === undefined ? all : all.filter(({ to }) => !given.has(to));
  }

  /** Gives up the weakest of the demands that close a circle, of several the last; what was asked for by it waits for its turn. */
  #breakCircle(path: Step[], closing: Demand): void {
    const from = path.findIndex(({ node }) => node === closing.to);
    const circle = [...path.slice(from + 1).flatMap(({ asked }) => asked ?? []), closing];
    const weakest = circle.reduce((least, one, index) => (one.strength <= (circle[least]?.strength ?? 0) ? index : least), 0);
    const given = circle[weakest];
    const giver = path[from + weakest];
    if (given === undefined || giver === undefined) return;
    if (given.strength === strength.must && !this.#circles.some((known) => shareMember(known, circle))) this.#circles.push(circle);
    this.#givenUp.set(giver.node, (this.#givenUp.get(giver.node) ?? new Set()).add(given.to));
    for (const { node } of path.splice(from + weakest + 1)) this.#progress[node] = undefined;
  }
}

/** Two circles through one statement are one mistake. */
function shareMember(one: readonly Demand[], other: readonly Demand[]): boolean {
  return one.some((edge) => other.some(({ to }) => to === edge.to));
}
