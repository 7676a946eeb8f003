import type { Client } from 'pg';
import type { Config } from '../../src/config/types.js';
import { said, scratchServer } from '../catalog/support.js';

/** Somebody with a row in `cognition.users` and a role of that name. */
export interface Person {
  readonly id: string;
  readonly tenant: 'acme' | 'globex' | null;
  readonly role: string;
  readonly status?: 'invited' | 'active' | 'suspended';
  readonly expired?: boolean;
}

const id = (letter: string): string => `u_${letter.repeat(32)}`;

/** Two tenants with a person of each kind. `owners` are more than admins. */
export const people = {
  ann: { id: id('a'), tenant: 'acme', role: 'admins' },
  abe: { id: id('1'), tenant: 'acme', role: 'admins' },
  bob: { id: id('b'), tenant: 'acme', role: 'users' },
  ben: { id: id('2'), tenant: 'acme', role: 'billing' },
  oda: { id: id('0'), tenant: 'acme', role: 'owners' },
  ida: { id: id('3'), tenant: 'acme', role: 'users', status: 'invited' },
  sue: { id: id('5'), tenant: 'acme', role: 'admins', status: 'suspended' },
  exa: { id: id('e'), tenant: 'acme', role: 'admins', expired: true },
  gus: { id: id('c'), tenant: 'globex', role: 'admins' },
  gil: { id: id('d'), tenant: 'globex', role: 'users' },
  zoe: { id: id('f'), tenant: null, role: 'application_admins' },
} as const satisfies Readonly<Record<string, Person>>;

export type Name = keyof typeof people;

export const roles: Config['roles'] = [
  { name: 'admins', inherits: ['users'] }, { name: 'billing', inherits: [] }, { name: 'owners', inherits: ['admins', 'users'] }, { name: 'users', inherits: [] },
];

/** SQL that makes them all, with a database role each; roles go with the transaction. */
export function peopleSql(config: Pick<Config, 'roles'>): string {
  const all: readonly Person[] = Object.values(people);
  const groups = ({ role }: Person): readonly string[] => {
    const own = config.roles.find(({ name }) => name === role);
    return own === undefined ? [role] : [own.name, ...own.inherits].map((name) => `tenant_${name}`);
  };
  const row = ({ id: one, tenant, role, status = 'active', expired = false }: Person): string => `
    insert into cognition.users (id, email, status, app_role, tenant_id, expires_at) values ('${one}', '${one.slice(0, 4)}@${tenant ?? 'staff'}.test', '${status}', '${role}',
      ${tenant === null ? 'null' : `(select id from cognition.tenants where name = '${tenant}')`}, ${expired ? "now() - interval '1 second'" : 'null'});`;
  return [
    `insert into cognition.tenants (name, displayname) values ('acme', 'Acme'), ('globex', 'Globex');`,
    ...all.map((person) => `create role ${person.id}; grant ${groups(person).join(', ')} to ${person.id};${row(person)}`),
  ].join('\n');
}

export interface Tenants {
  readonly admin: Client;
  /** Rows as one of the people sees them, then undone. `before` runs as the superuser. */
  as(who: Name, sql: string, options?: { readonly before?: string; readonly after?: string }): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

/** The public face on a server of its own, within one transaction that is rolled back in the end. */
export async function openTenants(template = 'create table t (id int);'): Promise<Tenants> {
  const scratch = scratchServer();
  const loaded = await scratch.load(template, { roles });
  const mistakes = said(loaded, 'error');
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  const { admin } = loaded.database;
  await admin.query(`begin; ${peopleSql({ roles })}; savepoint ready`);
  return {
    admin,
    async as(who, sql, { before = '', after } = {}) {
      try {
        await admin.query(`${before}; set local role ${people[who].id}`);
        const { rows } = await admin.query<Record<string, unknown>>(sql);
        if (after === undefined) return rows;
        await admin.query('reset role');
        return (await admin.query<Record<string, unknown>>(after)).rows;
      } finally {
        await admin.query('rollback to savepoint ready');
      }
    },
    async stop() {
      await admin.query('rollback');
      await scratch.stop();
    },
  };
}
