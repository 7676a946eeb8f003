import type { Oid } from '../../catalog/types.js';
import { operatorText, type TypeOperators } from '../crud/operators.js';

/** One step of an order over the rows of a statement. */
export interface KeyStep {
  /** Label in the statement's result. */
  readonly label: string;
  readonly type: Oid;
  readonly notNull: boolean;
  readonly descending: boolean;
  readonly has: TypeOperators;
  /** `q.created_at` */
  readonly left: string;
  /** `(:after_1::timestamptz)` */
  readonly right: string;
}

/** `q.created_at desc, q.id desc`: PostgreSQL puts nulls last when ascending and first when descending. */
export function orderByText(steps: readonly KeyStep[]): string {
  return steps.map(({ left, descending }) => (descending ? `${left} desc` : left)).join(', ');
}

/** The condition for rows behind the cursor. A row comparison where nothing can be null, which indexes serve. */
export function behindCursor(steps: readonly KeyStep[]): string {
  const [first] = steps;
  const simple = steps.every(({ notNull, has, descending }) => notNull && has.schema === null && descending === first?.descending);
  if (!simple || first === undefined) return expanded(steps);
  const side = (parts: readonly string[]): string => (parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`);
  return `${side(steps.map(({ left }) => left))} ${first.descending ? '<' : '>'} ${side(steps.map(({ right }) => right))}`;
}

function expanded([first, ...rest]: readonly KeyStep[]): string {
  if (first === undefined) return 'false';
  const here = strictlyBehind(first);
  return rest.length === 0 ? `(${here})` : `(${here} or (${sameAs(first)} and ${expanded(rest)}))`;
}

function strictlyBehind({ left, right, has, descending, notNull }: KeyStep): string {
  const compared = `${left} ${operatorText(has, descending ? '<' : '>')} ${right}`;
  if (notNull) return compared;
  return descending ? `${compared} or (${left} is not null and ${right} is null)` : `${compared} or (${left} is null and ${right} is not null)`;
}

function sameAs({ left, right, has, notNull }: KeyStep): string {
  const equal = `${left} ${operatorText(has, '=')} ${right}`;
  return notNull ? equal : `(${equal} or (${left} is null and ${right} is null))`;
}
