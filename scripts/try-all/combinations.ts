/** What `npm create pg-cognition-app` asks, as flags: the first of each is what most people take. */
const choices = {
  engine: [['--engine', 'js'], ['--engine', 'vtl']],
  credentials: [['--credentials', 'user'], ['--credentials', 'role']],
  template: [['--template', 'sample'], ['--template', 'empty']],
  infra: [['--infra', 'cdk'], ['--infra', 'none']],
  lambda: [['--lambda'], ['--no-lambda']],
} as const;

/** Rows that have every pair of choices, in the order above: 0 is the first of two; what has least in common comes first. */
const pairs = ['00000', '11101', '10110', '11011', '00001', '01110'];
const all = Array.from({ length: 32 }, (_, at) => at.toString(2).padStart(5, '0'));

/** A project to be tried. */
export interface Combination {
  readonly name: string;
  readonly flags: readonly string[];
  readonly hasCdk: boolean;
}

/** @param only numbers of combinations, from 1 on, or `all`; null: those that have every pair of choices */
export function combinations(only: string | null): readonly Combination[] {
  const wanted = only === 'all' ? all : only === null ? pairs : pairs.filter((_, at) => only.split(',').includes(String(at + 1)));
  return wanted.map((digits) => {
    const flags = Object.values(choices).flatMap((options, at) => [...(options[digits[at] === '1' ? 1 : 0] ?? [])]);
    return { name: flags.filter((flag) => !/^--(?:engine|credentials|template|infra)$/u.test(flag)).map((flag) => flag.replace(/^--/u, '')).join(' '), flags, hasCdk: flags.includes('cdk') };
  });
}
