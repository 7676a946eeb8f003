/** Statements by what they have to do with a thing, as numbers that go up; those that have run are not seen any more. */
export class Pending {
  readonly #lists = new Map<string, { readonly numbers: number[]; readonly next: number[] }>();
  readonly #hasRun: (statement: number) => boolean;

  constructor(hasRun: (statement: number) => boolean) {
    this.#hasRun = hasRun;
  }

  /** In rising order. */
  add(key: string, statement: number): void {
    const list = this.#lists.get(key) ?? { numbers: [], next: [] };
    if (list.numbers.length === 0) this.#lists.set(key, list);
    if (list.numbers.at(-1) === statement) return;
    list.numbers.push(statement);
    list.next.push(list.next.length);
  }

  /** The first of all, those that have run among them; Infinity where there is none. */
  first(key: string): number {
    return this.#lists.get(key)?.numbers[0] ?? Infinity;
  }

  /** Whether it is one in all, run or not. */
  single(key: string): boolean {
    return this.#lists.get(key)?.numbers.length === 1;
  }

  /** Those from `low` on and below `high` that have not run. */
  between(key: string, low: number, high: number): readonly number[] {
    const list = this.#lists.get(key);
    const found: number[] = [];
    if (list === undefined) return found;
    for (let at = this.#left(list, indexOf(list.numbers, low)); (list.numbers[at] ?? high) < high; at = this.#left(list, at + 1)) found.push(list.numbers[at] ?? high);
    return found;
  }

  /** The first index from this one on whose statement has not run. What was stepped over once is jumped over from then on. */
  #left({ numbers, next }: { readonly numbers: readonly number[]; readonly next: number[] }, from: number): number {
    let at = from;
    while (at < numbers.length && this.#hasRun(numbers[at] ?? 0)) at = next[at] === at ? at + 1 : (next[at] ?? numbers.length);
    for (let step = from; step < at; ) {
      const after = next[step] === step ? step + 1 : (next[step] ?? at);
      next[step] = at;
      step = after;
    }
    return at;
  }
}

/** Where the first number stands that is not below another. */
function indexOf(numbers: readonly number[], bound: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? bound) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
