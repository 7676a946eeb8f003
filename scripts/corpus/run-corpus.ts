import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/postgres/start-server.js';
import { compileTypescript } from '../../test/support/compile-typescript.js';
import { resolverLinter } from '../../test/support/lint-resolvers.js';
import { schemaLines, totalLines } from './lines.js';
import { readSchemas } from './read-schemas.js';
import { runSchema } from './run-schema.js';
import type { CorpusReport, Count, SchemaReport, Tally } from './types.js';

export interface CorpusInput {
  /** Folder of `*.sql`, each one schema `tenant_template`. */
  readonly folder: string;
  /** This repository: its packages serve the linter. */
  readonly repository: string;
  readonly print: (line: string) => void;
}

/** Least shares taken, in percent. */
const least = { tables: 95, columns: 90, notNull: 95 } as const;

/**
 * Every schema of a folder through the generator, on one server: what is taken, what is left out and why, and whether
 * all that was generated is what AppSync, TypeScript and PostgreSQL accept.
 */
export async function runCorpus({ folder, repository, print }: CorpusInput): Promise<CorpusReport> {
  const { schemas: sources, roles } = readSchemas(folder);
  const work = mkdtempSync(join(tmpdir(), 'pgcog-corpus-'));
  const server = await startServer({ version: 17 });
  try {
    const schemas: SchemaReport[] = [];
    for (const schema of sources) {
      const report = await runSchema({ schema, roles, server, folder: join(work, schema.name) });
      schemas.push(report);
      schemaLines(report).forEach(print);
    }
    const total = sum(schemas.map(({ tally }) => tally));
    totalLines(total, schemas.length).forEach(print);
    const failures = [...shares(total, schemas.length), ...(await checkCode(work, repository, print))];
    for (const failure of failures) print(`FAILED ${failure}`);
    return { schemas, total, failures: [...schemas.flatMap((one) => one.failures.map((failure) => `${one.name}: ${failure}`)), ...failures] };
  } finally {
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** All TypeScript in one program, all resolvers in one run of the linter. */
async function checkCode(work: string, repository: string, print: (line: string) => void): Promise<readonly string[]> {
  const written = readdirSync(work, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const typescript = written.filter((path) => path.endsWith('.ts') && !path.endsWith('pgcog.config.ts'));
  const stubs = typescript.filter((path) => path.includes('lambda'));
  print(`compiling ${typescript.length - stubs.length} types.ts and ${stubs.length} stubs`);
  const mistakes = compileTypescript(typescript);
  const resolvers = written.filter((path) => path.endsWith('.js'));
  print(`linting ${resolvers.length} resolvers`);
  const linted = await (await resolverLinter(work, repository)).lint();
  return [...mistakes, ...linted.mistakes, ...(linted.files === resolvers.length ? [] : [`${linted.files} of ${resolvers.length} resolvers were linted`])];
}

function shares(total: Tally, schemas: number): readonly string[] {
  if (schemas === 0) return ['there is no schema'];
  return (['tables', 'columns', 'notNull'] as const).flatMap((kind) => {
    const { taken, all } = total[kind];
    return taken * 100 >= least[kind] * all ? [] : [`${taken} of ${all} ${kind} is under ${least[kind]} %`];
  });
}

function sum(tallies: readonly Tally[]): Tally {
  const add = (pick: (tally: Tally) => Count): Count => ({
    taken: tallies.reduce((all, one) => all + pick(one).taken, 0), all: tallies.reduce((all, one) => all + pick(one).all, 0),
  });
  return {
    tables: add(({ tables }) => tables), columns: add(({ columns }) => columns), relations: add(({ relations }) => relations), functions: add(({ functions }) => functions),
    partitions: tallies.reduce((all, { partitions }) => all + partitions, 0),
    notNull: add(({ notNull }) => notNull), viewColumns: add(({ viewColumns }) => viewColumns),
    leftOut: tallies.flatMap(({ leftOut }) => leftOut),
  };
}
