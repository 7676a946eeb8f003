import { WrongLine } from './refused.js';
import type { Answers } from './types.js';

/** Null where nothing, or nothing but blanks, was said. */
export function textOf(answers: Answers, name: string): string | null {
  const value = answers[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

export function listOf(answers: Answers, name: string): readonly string[] {
  const value = answers[name];
  return Array.isArray(value) ? value.filter((one) => one.trim() !== '').map((one) => one.trim()) : [];
}

export function isYes(answers: Answers, name: string): boolean {
  return answers[name] === true;
}

/** @throws WrongLine PGC764 for what is none of the choices */
export function choiceOf<T extends string>(answers: Answers, name: string, choices: readonly T[]): T | null {
  const text = textOf(answers, name);
  if (text === null) return null;
  const found = choices.find((one) => one === text);
  if (found === undefined) throw new WrongLine('PGC764', `${name === 'name' ? '' : `--${name} `}${JSON.stringify(text.slice(0, 80))} is no choice`, `one of ${choices.join(', ')}`);
  return found;
}
