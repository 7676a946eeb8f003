import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadGrammar } from '../../src/parse/load-grammar.js';
import { orderStatements } from '../../src/parse/order-statements.js';
import { parseFile } from '../../src/parse/parse-file.js';
import type { Grammar, SqlStatement } from '../../src/parse/types.js';
import { openScratch } from '../../src/postgres/scratch.js';
import { startServer } from '../../src/postgres/start-server.js';
import type { PostgresServer, ScratchDatabase } from '../../src/postgres/types.js';
import { fc } from '../support/property.js';
import { emptyScene, writeHistory } from './write-history.js';

let grammar: Grammar;
let server: PostgresServer;
let database: ScratchDatabase;
beforeAll(async () => {
  grammar = await loadGrammar();
  server = await startServer({ version: 17 });
  database = await openScratch(server);
});
afterAll(async () => {
  await database?.drop();
  await server?.stop();
});

type Files = Readonly<Record<string, readonly string[]>>;

const numbers = (maxLength: number) => fc.array(fc.nat({ max: 2 ** 20 }), { minLength: 5, maxLength });

/** Statements cut into files behind these places, in their order. */
function cut(statements: readonly string[], places: ReadonlySet<number>): string[][] {
  const files: string[][] = [[]];
  for (const [index, one] of statements.entries()) {
    files.at(-1)?.push(one);
    if (places.has(index)) files.push([]);
  }
  return files.filter((file) => file.length > 0);
}

/** Named by these numbers, or by their places. */
function named(files: readonly (readonly string[])[], names: readonly number[] = files.map((_, index) => index)): Files {
  return Object.fromEntries(files.map((file, index) => [`${String(names[index]).padStart(3, '0')}_${String(index).padStart(3, '0')}.sql`, file]));
}

/** What order is found, whichever file is read first. */
function ordered(files: Files): string[] {
  const parsed = Object.entries(files).map(([path, texts]) => parseFile(grammar, { path, text: texts.join(';\n') }).value);
  const texts = (all: readonly SqlStatement[]): string[] => {
    const { value, diagnostics } = orderStatements(all);
    expect(diagnostics).toEqual([]);
    return value.map(({ text }) => text);
  };
  const found = texts(parsed.flat());
  expect(texts(parsed.reverse().flat())).toEqual(found);
  return found;
}

/** Columns stand in any order, since files that add them may. */
const inventory = `
select format('%s %s', relkind, relname) from pg_class where relnamespace = 'tenant_template'::regnamespace
union all select format('%s.%s %s', attrelid::regclass, attname, col_description(attrelid, attnum)) from pg_attribute join pg_class on pg_class.oid = attrelid where relnamespace = 'tenant_template'::regnamespace and attnum > 0 and not attisdropped
union all select format('%s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint')) from pg_constraint where connamespace = 'tenant_template'::regnamespace
union all select format('%s %s', pg_get_indexdef(indexrelid), obj_description(indexrelid, 'pg_class')) from pg_index join pg_class on pg_class.oid = indrelid where relnamespace = 'tenant_template'::regnamespace
union all select format('%s %s %s', polrelid::regclass, polname, obj_description(oid, 'pg_policy')) from pg_policy
union all select format('%s %s %s', tgrelid::regclass, tgname, obj_description(oid, 'pg_trigger')) from pg_trigger where not tgisinternal
union all select format('%s %s', oid::regprocedure, pg_get_function_sqlbody(oid)) from pg_proc where pronamespace = 'tenant_template'::regnamespace order by 1`;

/** What PostgreSQL has after these. */
async function run(texts: readonly string[]): Promise<readonly string[]> {
  await database.owner.query('begin; create schema tenant_template; set local search_path = tenant_template; set local check_function_bodies = off');
  try {
    for (const text of texts) await database.owner.query(text).catch((thrown: Error) => Promise.reject(new Error(`${thrown.message} at ${text}`)));
    const { rows } = await database.owner.query<{ format: string }>(inventory);
    return rows.map(({ format }) => format);
  } finally {
    await database.owner.query('rollback');
  }
}

describe('a history', () => {
  test('that runs as it is written stays so, however it is cut into files', async () => {
    await fc.assert(fc.asyncProperty(numbers(60), fc.array(fc.nat({ max: 80 })), async (all, places) => {
      const scene = emptyScene('n');
      writeHistory(scene, all, true);
      await run(scene.statements);
      expect(ordered(named(cut(scene.statements, new Set(places))))).toEqual(scene.statements);
    }), { numRuns: 20, endOnFailure: true });
  });

  test('in which nothing goes and every name is given once runs in any order of its files, and makes the same', async () => {
    await fc.assert(fc.asyncProperty(numbers(50), fc.array(fc.nat({ max: 60 })), fc.array(fc.nat({ max: 99 }), { minLength: 60, maxLength: 60 }), async (all, places, names) => {
      const scene = emptyScene('n');
      writeHistory(scene, all, false);
      const found = ordered(named(cut(scene.statements, new Set(places)), names));
      expect(await run(found)).toEqual(await run(scene.statements));
    }), { numRuns: 20, endOnFailure: true });
  });

  test('in one file is used by other files as it ends, whichever is first', async () => {
    await fc.assert(fc.asyncProperty(fc.array(numbers(40), { minLength: 2, maxLength: 3 }), numbers(30), fc.array(fc.nat({ max: 40 })), fc.array(fc.nat({ max: 99 }), { minLength: 60, maxLength: 60 }), async (histories, more, places, names) => {
      const scenes = histories.map((all, index) => {
        const scene = emptyScene('abc'[index] ?? 'd');
        writeHistory(scene, all, true);
        return scene;
      });
      const users = { ...emptyScene('u'), relations: scenes.flatMap((one) => one.relations), functions: scenes.flatMap((one) => one.functions) };
      writeHistory(users, more, false);
      const files = [...scenes.map((one) => one.statements), ...cut(users.statements, new Set(places))];
      const found = ordered(named(files.filter((one) => one.length > 0), names));
      expect(await run(found)).toEqual(await run(files.flat()));
    }), { numRuns: 20, endOnFailure: true });
  });
});
