import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ask, GraphqlAnswer } from '../support/local-api.js';
import type { LocalTenants, Person } from '../support/local-tenants.js';
import { operations } from './operations.js';

const seed = readFileSync(join(import.meta.dirname, 'seed.sql'), 'utf8');

export interface Tour {
  readonly ask: Ask;
  readonly tenants: LocalTenants;
  /** Short name of the tenant that the caller means to see. */
  readonly tenant: string;
  readonly caller: Person;
  /** Ids of members by the variable that operations know them under. */
  readonly members: Readonly<Record<'colleague' | 'stranger', Person>>;
}

/** Brings a tenant's rows, and its members but for the caller, to where the tour begins. */
export async function reseed({ tenants, tenant, caller, members }: Tour): Promise<void> {
  const { admin } = tenants;
  const schema = tenants.tenants[tenant] ?? '';
  const text = seed.replaceAll('{name}', tenant).replaceAll('{caller}', caller.id);
  await admin.query(`reset role; set search_path = "${schema}", extensions`);
  await admin.query(`insert into shared.countries values ('DE', 'Germany', 19), ('FR', 'France', 20) on conflict do nothing`);
  await admin.query(text);
  await admin.query(`delete from cognition.users where email = 'new@shop.test'`);
  await admin.query(`update cognition.tenants set displayname = $2 where name = $1`, [schema, tenant]);
  await admin.query(`update cognition.users set last_name = null, user_preferences = '{}' where id = $1`, [caller.id]);
  const { colleague } = members;
  await admin.query(`delete from cognition.users where id = $1`, [colleague.id]);
  await admin.query(
    `insert into cognition.users (id, email, first_name, status, tenant_id, app_role)
     values ($1, 'colleague@shop.test', 'Colleague', 'active', (select id from cognition.tenants where name = $2), $3)`, [colleague.id, schema, colleague.role]);
}

/** Every operation in its order, by title, with what differs from run to run under names. */
export async function tour(input: Tour): Promise<Readonly<Record<string, unknown>>> {
  await reseed(input);
  const answers: Record<string, unknown> = {};
  for (const { title, document, variables } of operations) {
    const people = Object.entries(input.members).filter(([name]) => document.includes(`$${name}:`)).map(([name, person]) => [name, person.id]);
    answers[title] = plain(await input.ask(document, { ...variables, ...Object.fromEntries(people) }), input);
  }
  return answers;
}

/** Milliseconds; the seed's times are further away than that. */
const hour = 3_600_000;

/** Ids, times of now, tokens and names of this run under lasting names; of errors, what a client branches on. */
export function plain(answer: GraphqlAnswer, { tenants, caller, members }: Pick<Tour, 'tenants' | 'caller' | 'members'>): unknown {
  const errors = answer.errors?.map(({ path, errorType, errorInfo, message }) => ({ path, errorType, field: errorInfo?.['field'] ?? null, message }))
    // Fields are resolved side by side: which fails first is chance.
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  let text = JSON.stringify({ ...(answer.data === undefined ? {} : { data: answer.data }), ...(errors === undefined ? {} : { errors }) });
  for (const [name, schema] of Object.entries(tenants.tenants)) text = text.replaceAll(schema, name);
  for (const [name, person] of Object.entries({ caller, ...members })) text = text.replaceAll(person.id, `<${name}>`);
  return JSON.parse(
    text
      .replaceAll(/"nextToken":"[^"]+"/g, '"nextToken":"<token>"')
      .replaceAll(/[0-9a-f]{8}-(?!0000-4000-8000-)[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, '<uuid>')
      .replaceAll(/"(createdAt|deletedAt|paidAt)":"([^"]+)"/g, (found, name: string, at: string) => (Math.abs(Date.now() - Date.parse(at)) < hour ? `"${name}":"<now>"` : found)),
  ) as unknown;
}
