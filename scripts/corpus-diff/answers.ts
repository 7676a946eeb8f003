import type { Answers, Question } from '../../src/migrations/types.js';

export const noAnswers: Answers = { renames: [], using: {}, fill: {}, allow: [] };

/** The first flag of each question, as somebody would give it who says yes to everything; a thing is renamed once. */
export function addAnswers(answers: Answers, questions: readonly Question[]): Answers {
  return questions.reduce((all, { kind, flags }) => addFlag(all, kind, flags), answers);
}

function addFlag(answers: Answers, kind: Question['kind'], flags: readonly string[]): Answers {
  const values = flags.map((flag) => unquoted(flag.slice(flag.indexOf(' ') + 1)));
  const [first = ''] = values;
  const [key, value] = [first.slice(0, first.indexOf('=')), first.slice(first.indexOf('=') + 1)];
  switch (kind) {
    case 'rename': {
      const free = values.filter((one) => one.includes('=')).map((one) => ({ from: one.slice(0, one.indexOf('=')), to: one.slice(one.indexOf('=') + 1) }))
        .find((one) => !answers.renames.some((other) => other.to === one.to && parentOf(other.from) === parentOf(one.from)));
      return free === undefined ? { ...answers, allow: ['deletes-data'] } : { ...answers, renames: [...answers.renames, free] };
    }
    case 'using':
      return { ...answers, using: { ...answers.using, [key]: value } };
    case 'fill':
      return { ...answers, fill: { ...answers.fill, [key]: value } };
    default:
      return { ...answers, allow: ['deletes-data'] };
  }
}

function parentOf(name: string): string {
  return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
}

/** As a shell would take it. */
function unquoted(argument: string): string {
  return argument.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_all, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '');
}
