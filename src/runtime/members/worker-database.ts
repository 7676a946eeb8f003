import type { ServiceQuery } from '../secrets/service-database.js';

/** An event as `cognition.take_events` gives it. */
export interface TakenEvent {
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
}

/** A membership that waits for its person. */
export interface PendingInvitation {
  readonly id: string;
  /** Whose logins there are: of members themselves (`user`), or of the roles of their tenant (`role`). */
  readonly credentials: string;
}

/** What the login `cognition_worker` may do. Every method throws a DatabaseFailure. */
export interface WorkerDatabase {
  pendingInvitations(email: string): Promise<readonly PendingInvitation[]>;
  activateUser(id: string, sub: string, email: string, verifier: string | null): Promise<void>;
  takeEvents(): Promise<readonly TakenEvent[]>;
  finishEvent(id: string): Promise<void>;
  tenantLogin(tenant: string | null, role: string): Promise<string>;
  openTenantLogin(id: string, verifier: string): Promise<void>;
  expireUsers(): Promise<number>;
  /** Whether there is a role of this name, which everybody may know. */
  isRole(name: string): Promise<boolean>;
}

export function workerDatabase(query: ServiceQuery): WorkerDatabase {
  return {
    pendingInvitations: (email) => query<PendingInvitation>('select i as id, cognition.credential_mode() as credentials from cognition.pending_invitations(:email::text) as i', { email }),
    activateUser: async (id, sub, email, verifier) => {
      await query('select a.id from cognition.activate_user(:id::text, :sub::text, :email::text, :verifier::text) as a', { id, sub, email, verifier });
    },
    takeEvents: () => query<TakenEvent>('select e.id, e.kind, e.data from cognition.take_events() as e'),
    finishEvent: async (id) => void (await query('select cognition.finish_event(:id::bigint)::text', { id })),
    tenantLogin: (tenant, role) => first(query<{ value: string }>('select cognition.tenant_login(:tenant::text, :role::text) as value', { tenant, role })),
    openTenantLogin: async (id, verifier) => void (await query('select cognition.open_tenant_login(:id::text, :verifier::text)::text', { id, verifier })),
    expireUsers: () => first(query<{ value: number }>('select cognition.expire_users() as value')),
    isRole: (name) => first(query<{ value: boolean }>('select exists (select from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.=) :name::name) as value', { name })),
  };
}

async function first<T>(rows: Promise<readonly { readonly value: T }[]>): Promise<T> {
  const [row] = await rows;
  if (row === undefined) throw new TypeError('no row came of a function that returns one');
  return row.value;
}
