import { randomUUID } from 'node:crypto';
import type { Answered, DevState, FrontOptions, RunningFront } from '../../../src/dev/page/types.js';
import { signIn } from '../../../src/dev/people/sign-in.js';
import type { Answers, Question } from '../../../src/migrations/types.js';
import { hasErrors } from '../../../src/source/diagnostic.js';
import { noAnswers, readFlags } from '../../migration/read-answers.js';
import { createKitchen, type Kitchen } from './create-kitchen.js';
import type { Outcome, SessionInput } from './session-types.js';
import { mistakesText, type Teller } from './teller.js';
import type { Cause } from './types.js';

/** A run of dev: what was asked and answered, and what the page shows. */
export interface Session extends Pick<FrontOptions, 'api' | 'signIn' | 'answer' | 'choices'> {
  readonly run: string;
  readonly docs: Kitchen['docs'];
  /** What was typed in the terminal. */
  typed(line: string): Promise<void>;
  /** @param round `since`: when it began, of `performance.now` */
  round(causes: ReadonlySet<Cause>, round: { readonly front: RunningFront; readonly since: number }): Promise<void>;
}

export function createSession(input: SessionInput): Session {
  const { command, say, queue } = input;
  const run = randomUUID();
  const kitchen: Kitchen = createKitchen(input, run);
  let answers: Answers = noAnswers;
  let questions: readonly Question[] = [];
  let ready = false;
  let now: DevState = { phase: 'starting', text: '', questions: [], choices: kitchen.people(), reloads: 0, serving: false };

  const answer = (flags: string): Promise<Answered> => {
    if (questions.length === 0) return Promise.resolve({ kind: 'refused', reason: 'nothing is asked any more' });
    const read = readFlags(answers, flags);
    if (typeof read === 'string') return Promise.resolve({ kind: 'refused', reason: read });
    answers = read;
    queue.add('answer');
    return Promise.resolve({ kind: 'taken' });
  };

  const shown = async (outcome: Exclude<Outcome, { kind: 'quiet' }>): Promise<DevState> => {
    const told = outcome.kind === 'mistakes' ? outcome : outcome.warnings;
    const phase = outcome.kind === 'questions' ? 'question' : outcome.kind === 'mistakes' ? 'mistakes' : 'ready';
    const asked = questions.map(({ text, flags }) => ({ text, flags }));
    return { phase, text: await mistakesText(command.root, told, false), questions: asked, choices: kitchen.people(), reloads: kitchen.reloads(), serving: kitchen.api() !== null };
  };

  /** Of what no file tells: it answers no question, and puts no mistake right. */
  const tick = async (outcome: Exclude<Outcome, { kind: 'quiet' }>, front: RunningFront): Promise<void> => {
    await tellOutcome(say, outcome);
    if (outcome.kind !== 'mistakes') return;
    const found = await shown(outcome);
    now = now.phase === 'ready' ? found : { ...now, text: [now.text, found.text].filter((text) => text !== '').join('\n') };
    front.show(now);
  };

  const round: Session['round'] = async (causes, { front, since }) => {
    const silent = causes.size === 1 && causes.has('minute');
    // What was answered was asked about the files as they were then.
    if (causes.has('project')) answers = noAnswers;
    if (!silent) front.show({ ...now, phase: 'working', questions: [] });
    const outcome = await kitchen.cook(causes, answers, front.url);
    if (outcome.kind === 'quiet') return silent ? undefined : front.show(now);
    if (silent) return tick(outcome, front);
    questions = outcome.kind === 'questions' ? outcome.questions : [];
    if (outcome.kind !== 'questions') answers = noAnswers;
    now = await shown(outcome);
    await tellOutcome(say, outcome);
    if (outcome.kind === 'done') say.line(`${ready ? 'reloaded' : 'ready'} in ${((performance.now() - since) / 1000).toFixed(2)} s`, { phase: 'ready', milliseconds: Math.round(performance.now() - since) });
    if (outcome.kind === 'done') ready = true;
    front.show(now);
  };

  return {
    run, api: kitchen.api, docs: kitchen.docs, choices: kitchen.people, answer, round,
    signIn: async (name) => {
      const person = kitchen.people().find((one) => one.name === name);
      const pool = kitchen.pool();
      if (person === undefined) return { reason: `there is nobody called ${name}` };
      if (pool === null) return { reason: 'nobody can sign in yet: the page and the terminal say why' };
      const signed = await signIn(pool.cognito, pool.clientId, person);
      return signed.kind === 'signed in' ? { token: signed.token } : { reason: signed.reason };
    },
    typed: async (line) => {
      const flags = questions.flatMap((one) => one.flags);
      const text = line.trim();
      if (text === '') return;
      const answered = await answer(/^\d+$/u.test(text) ? (flags[Number(text) - 1] ?? '') : text);
      if (answered.kind === 'refused') say.headline(answered.reason);
    },
  };
}

async function tellOutcome(say: Teller, outcome: Exclude<Outcome, { kind: 'quiet' }>): Promise<void> {
  const told = outcome.kind === 'mistakes' ? outcome : outcome.warnings;
  if (told.diagnostics.length > 0) await say.mistakes(told);
  for (const line of outcome.says ?? []) say.line(line);
  if (outcome.kind === 'mistakes' && hasErrors(outcome.diagnostics)) say.headline('waiting for a change', { phase: 'mistakes' });
  if (outcome.kind === 'questions') say.questions(outcome.questions);
}
