import { applicationAdmins } from '../../../src/catalog/scratch-roles.js';
import { unseededTenants } from '../../../src/dev/database/dev-state.js';
import { runSeeds, seedPatterns } from '../../../src/dev/database/run-seeds.js';
import { CognitoAnswer } from '../../../src/dev/people/cognito-client.js';
import { makePerson } from '../../../src/dev/people/make-people.js';
import { makeTenants, missingPeople } from '../../../src/dev/people/make-samples.js';
import type { Person } from '../../../src/dev/people/sample-people.js';
import { asOwner } from '../../../src/environment/as-owner.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';
import type { SqlSession } from '../../../src/postgres/sql-session.js';
import { error, hasErrors } from '../../../src/source/diagnostic.js';
import { readSources } from '../../../src/source/read-files.js';
import type { Diagnostic } from '../../../src/source/types.js';
import type { Stack } from './open-stack.js';

export interface SamplesInput {
  readonly root: string;
  readonly stack: Stack;
  readonly people: readonly Person[];
  readonly signal: AbortSignal;
}

export interface Filled {
  readonly says: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Tenants, their seeds and people, as far as they are missing. What is interrupted goes on where it stopped. */
export async function fillSamples(input: SamplesInput): Promise<Filled> {
  const { stack: { database: { database: { session } } }, signal } = input;
  const made = await makeTenants(session, signal);
  const seeded = await seed(input);
  const people = await invite(input);
  return {
    says: [...(made.length > 0 ? [`tenants made: ${made.join(', ')}`] : []), ...seeded.says, ...people.says],
    diagnostics: [...seeded.diagnostics, ...people.diagnostics],
  };
}

async function seed({ root, stack: { database: { database: { session } } } }: SamplesInput): Promise<Filled> {
  const due = await unseededTenants(session);
  if (due.length === 0) return { says: [], diagnostics: [] };
  const { value: files, diagnostics: unreadable } = await readSources(root, seedPatterns);
  if (hasErrors(unreadable)) return { says: [], diagnostics: unreadable };
  const grammar = await loadGrammar();
  const done: string[] = [];
  for (const tenant of due) {
    const diagnostics = await runSeeds({ session, grammar, files }, tenant);
    // The other tenants would say the same.
    if (hasErrors(diagnostics)) return { says: [], diagnostics };
    done.push(tenant);
  }
  return { says: files.length === 0 ? [] : [`seeds run for ${done.join(', ')}`], diagnostics: [] };
}

async function invite({ stack, people, signal }: SamplesInput): Promise<Filled> {
  const { services, cognito, database: { database: { session } } } = stack;
  const made: string[] = [];
  for (const person of await missingPeople(session, signal, people)) {
    try {
      await makePerson({ session, signal, cognito, clientId: services.cognito.clientId, lastCode: services.cognito.lastCode, settled: services.lambda.idle }, person);
      made.push(person.name);
    } catch (failure) {
      if (!(failure instanceof CognitoAnswer)) throw failure;
      const why = `${person.email} could not be signed up: ${failure.code}: ${failure.message}`;
      return { says: [], diagnostics: [error('PGC633', why, null, 'see what the triggers in lambda/hooks.ts say; save a file to try again')] };
    }
  }
  return { says: made.length === 0 ? [] : [`people made: ${made.join(', ')}`], diagnostics: [] };
}

/** What people are called in the log, by the name of their login. */
export async function namesById(session: SqlSession, signal: AbortSignal, people: readonly Person[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await asOwner(session, signal, () => session.query<{ id: string; email: string; role: string }>('select u.id, u.email::text as email, u.app_role::text as role from cognition.users u'));
  const nameOf = (email: string, role: string): string => people.find((one) => one.email === email)?.name ?? (role === applicationAdmins ? `${email} (application admin)` : email);
  return new Map(rows.map(({ id, email, role }) => [id, nameOf(email, role)]));
}
