import type { AstNode } from '../../../parse/types.js';
import type { StepHome } from '../../types.js';
import type { Future } from './future.js';
import type { Question } from './types.js';

/** A step that is asked about. */
export interface Asking {
  readonly future: Future;
  readonly home: StepHome;
  /** Takes questions down; where they cannot be asked before the step runs, why. */
  ask(what: string, questions: () => readonly Question[]): void;
  /** Texts of constraints that earlier steps have added without looking at rows, by `orders.total_check`. */
  readonly added: Map<string, string>;
}

/** A part of an ALTER TABLE with its text. */
export interface Command {
  readonly node: AstNode;
  readonly sql: string;
}
