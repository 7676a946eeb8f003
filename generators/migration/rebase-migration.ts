import { headsOf } from '../../src/migrations/files/order-migrations.js';
import type { ReadMigration } from '../../src/migrations/files/types.js';
import { closest } from '../../src/source/closest.js';
import { error, hasErrors } from '../../src/source/diagnostic.js';
import type { Diagnostic, SourceFile } from '../../src/source/types.js';
import type { OpenedMigrations } from './open-migrations.js';
import { refused, type MigrationReport } from './report.js';
import type { MigrationCommand } from './types.js';
import { writeFiles } from './write-files.js';

/** What two heads are told by, and what follows from them. */
const curable: ReadonlySet<string> = new Set(['PGC714']);

/**
 * `pgcog-gen migration rebase`: puts one of two heads, with all of its branch, behind the other: new numbers, and a new
 * predecessor. What others build on stays where it is, since an environment may have it already.
 */
export async function rebaseMigration(command: Extract<MigrationCommand, { kind: 'rebase' }>, { migrations, files, diagnostics }: OpenedMigrations): Promise<MigrationReport> {
  const others = diagnostics.filter(({ code, severity }) => severity === 'error' && !curable.has(code));
  if (others.length > 0) return refused(others);
  const wanted = command.file.replace(/^migrations\//u, '').replace(/\.sql$/u, '');
  const moving = migrations.find(({ id }) => id === wanted);
  if (moving === undefined) return refused([unknown(wanted, migrations)]);
  const heads = headsOf(migrations);
  const [other, third] = heads.filter(({ id }) => id !== moving.id);
  if (!heads.includes(moving)) return refused([cannot(`${moving.id} may have been applied: ${heads.length > 1 ? 'others come' : 'another comes'} after it`, 'move a head, which nothing comes after')]);
  if (other === undefined) return refused([cannot(`there is one head, ${moving.id}: nothing is to be put behind another`, null)]);
  if (third !== undefined) return refused([cannot(`there are ${heads.length} heads`, 'put aside all but two of them, and bring them back one by one')]);
  const branch = branchOf(moving, migrations);
  const moved = renumbered(branch, other, files);
  const failed = await writeFiles(command.root, moved, branch.flatMap(({ path }) => files.find((file) => file.path === path) ?? []));
  if (hasErrors(failed)) return refused(failed);
  const notes = moved.map(({ path }, index) => `${branch[index]?.path ?? ''} is now ${path}`);
  return { ...refused([]), state: 'written', files: moved, notes: [...notes, 'whether the template is still what they make: pgcog-gen migration --check', 'an environment that has it under its old name will refuse it'] };
}

function cannot(message: string, hint: string | null): Diagnostic {
  return error('PGC732', message, null, hint);
}

function unknown(wanted: string, migrations: readonly ReadMigration[]): Diagnostic {
  const near = closest(wanted, migrations.map(({ id }) => id));
  return error('PGC732', `there is no migration ${wanted}`, null, near === null ? 'name one of migrations/, without .sql' : `did you mean ${near}?`);
}

/** From behind the fork up to the head. */
function branchOf(head: ReadMigration, migrations: readonly ReadMigration[]): readonly ReadMigration[] {
  const branch: ReadMigration[] = [];
  for (let at: ReadMigration | undefined = head; at !== undefined; ) {
    branch.unshift(at);
    const { after }: ReadMigration = at;
    if (migrations.filter((one) => one.after === after).length > 1) break;
    at = migrations.find(({ id }) => id === after);
  }
  return branch;
}

function renumbered(branch: readonly ReadMigration[], behind: ReadMigration, files: readonly SourceFile[]): readonly SourceFile[] {
  let after = behind.id;
  return branch.map(({ name, path, places }, index) => {
    const id = `${String(behind.number + index + 1).padStart(4, '0')}_${name}`;
    const text = files.find((file) => file.path === path)?.text ?? '';
    const lines = [{ place: places.id, line: `-- pgcog migration ${id}` }, { place: places.after, line: `-- after ${after}` }];
    after = id;
    return { path: `migrations/${id}.sql`, text: lines.reduceRight((edited, { place, line }) => `${edited.slice(0, place.start)}${line}${edited.slice(place.end)}`, text) };
  });
}
