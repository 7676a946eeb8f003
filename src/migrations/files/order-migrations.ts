import { closest } from '../../source/closest.js';
import { compareCodePoints } from '../../source/compare-code-points.js';
import { error } from '../../source/diagnostic.js';
import type { Diagnostic, Staged } from '../../source/types.js';
import type { ReadMigration } from './types.js';

/** By number, then id: the order of running where there is no mistake. */
export function orderMigrations(migrations: readonly ReadMigration[]): Staged<readonly ReadMigration[]> {
  const sorted = [...migrations].sort((a, b) => a.number - b.number || compareCodePoints(a.id, b.id));
  const checks = [missing, firsts, circles, heads, numbers];
  for (const check of checks) {
    // What stands further down would only say the same in other words.
    const diagnostics = check(sorted);
    if (diagnostics.length > 0) return { value: sorted, diagnostics };
  }
  return { value: sorted, diagnostics: [] };
}

/** Migrations that none follows. */
export function headsOf(migrations: readonly ReadMigration[]): readonly ReadMigration[] {
  return migrations.filter(({ id }) => !migrations.some(({ after }) => after === id));
}

function missing(migrations: readonly ReadMigration[]): readonly Diagnostic[] {
  const ids = migrations.map(({ id }) => id);
  return migrations.filter(({ after }) => after !== null && !ids.includes(after)).map(({ id, after, places }) => {
    const near = closest(after ?? '', ids.filter((one) => one !== id));
    return error('PGC712', `there is no migration ${after ?? ''}`, places.after, near === null ? 'name the id of the migration before this one' : `did you mean ${near}?`);
  });
}

function firsts(migrations: readonly ReadMigration[]): readonly Diagnostic[] {
  const [first, second] = migrations.filter(({ after }) => after === null);
  if (first === undefined || second === undefined) return [];
  const before = migrations.filter(({ number }) => number < second.number).at(-1) ?? first;
  return [error('PGC716', `${second.id} does not say what it comes after`, second.places.id, `write below its first line: -- after ${before.id}`, [{ message: 'the first migration', span: first.places.id }])];
}

/** Without a first one, all that is left goes round. */
function circles(migrations: readonly ReadMigration[]): readonly Diagnostic[] {
  const reached = new Set<string>();
  for (let grown = true; grown; ) {
    const next = migrations.filter(({ id, after }) => !reached.has(id) && (after === null || reached.has(after)));
    for (const { id } of next) reached.add(id);
    grown = next.length > 0;
  }
  const round = migrations.filter(({ id }) => !reached.has(id));
  const [first] = round;
  if (first === undefined) return [];
  const others = round.slice(1).map(({ id, places }) => ({ message: `${id} follows it in the circle`, span: places.after }));
  return [error('PGC715', `${first.id} comes after itself: ${round.map(({ id }) => id).join(', ')} follow each other in a circle`, first.places.after, 'let each come after one with a lower number', others)];
}

function heads(migrations: readonly ReadMigration[]): readonly Diagnostic[] {
  const found = headsOf(migrations);
  const [first, second] = found;
  if (first === undefined || second === undefined) return [];
  const names = found.map(({ path }) => path).join(' and ');
  return [error('PGC714', `two heads: ${names} are followed by none, and only one can be the last`, second.places.after,
    `put one behind the other: pgcog-gen migration rebase ${second.id}`, [{ message: 'the other head', span: first.places.after }])];
}

function numbers(migrations: readonly ReadMigration[]): readonly Diagnostic[] {
  return migrations.flatMap((one): readonly Diagnostic[] => {
    const twin = migrations.find((other) => other.number === one.number && other.id < one.id);
    if (twin !== undefined) {
      return [error('PGC713', `${one.id} and ${twin.id} have one number`, one.places.id, 'give the later one the next number', [{ message: 'the other one', span: twin.places.id }])];
    }
    const before = migrations.find(({ id }) => id === one.after);
    if (before === undefined || before.number < one.number) return [];
    return [error('PGC717', `${one.id} comes after ${before.id}, which has a higher number`, one.places.after, `give it a number above ${before.number}`)];
  });
}
