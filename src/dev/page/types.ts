import type { Question } from '../../migrations/types.js';
import type { Person } from '../people/sample-people.js';

/** What the page shows beside GraphiQL; sent whole at every change. */
export interface DevState {
  /** `mistakes`: the API of before is served, if there was one. `question`: it waits for an answer. */
  readonly phase: 'starting' | 'working' | 'ready' | 'mistakes' | 'question';
  /** Mistakes and warnings as the terminal has them, without colours; empty: none. */
  readonly text: string;
  readonly questions: readonly Pick<Question, 'text' | 'flags'>[];
  /** Who can be chosen, by the settings as they are now. */
  readonly choices: readonly Choice[];
  /** Counts reloads of the API: another number is another schema. */
  readonly reloads: number;
  /** Whether requests are answered. */
  readonly serving: boolean;
}

/** Somebody of the switch. */
export type Choice = Pick<Person, 'name' | 'email' | 'tenant' | 'role' | 'suspended'>;

/** A further page: the template as a diagram, say. */
export interface FurtherPage {
  /** `/docs` */
  readonly path: string;
  /** Of its link in the bar. */
  readonly label: string;
  /** A whole HTML page. */
  html(): Promise<string>;
}

/** What an answer of the developer came to. */
export type Answered = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly reason: string };

export interface FrontOptions {
  /** Tells one run from the next. */
  readonly run: string;
  readonly choices: () => readonly Choice[];
  readonly pages: readonly FurtherPage[];
  /** URL of the API that is served now; null: none is. */
  readonly api: () => string | null;
  /** ID token of somebody of the choices, or why there is none. */
  readonly signIn: (name: string) => Promise<{ readonly token: string } | { readonly reason: string }>;
  /** Flags as they are typed: `--rename orders.note=remark`. */
  readonly answer: (flags: string) => Promise<Answered>;
}

export interface RunningFront {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  /** Shows this from now on, to pages that are open too. */
  show(state: DevState): void;
  close(): Promise<void>;
}
