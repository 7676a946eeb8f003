import type { Utility } from './utility.js';

const numbersOf = (values: unknown): readonly number[] => (Array.isArray(values) ? values.map(Number) : []);

export const numbers: Readonly<Record<string, Utility>> = {
  'math.roundNum': (value) => Math.round(Number(value)),
  'math.minVal': (first, second) => Math.min(...numbersOf([first, second])),
  'math.maxVal': (first, second) => Math.max(...numbersOf([first, second])),
  'math.randomDouble': () => Math.random(),
  'math.randomWithinRange': (from, to) => Math.floor(Number(from) + Math.random() * (Number(to) - Number(from))),
};
