/** A row of `cognition.users`. Moments are ISO 8601 in UTC. */
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly user_preferences: unknown;
  readonly status: 'invited' | 'active' | 'suspended';
  readonly expires_at: string | null;
  readonly invitation_data: unknown;
  readonly tenant_id: string | null;
  readonly app_role: string;
}

/** A row of `cognition.tenants`. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly displayname: string;
  readonly status: 'active' | 'suspended';
}

/** A tenant that a person may switch to. */
export interface OwnTenant {
  /** Id of their membership in it. */
  readonly userid: string;
  /** Both null: as application admin. */
  readonly tenant: string | null;
  readonly displayname: string | null;
  readonly role: string;
  readonly is_current: boolean;
}

export interface NewMember {
  readonly email: string;
  readonly role: string;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly expires_at?: Date | string | null;
  /** Application admins name the tenant, null for another application admin; absent: the caller's own. */
  readonly tenant?: string | null;
}

/** What the caller may do with members; PostgreSQL decides. Every method throws a CallError. */
export interface MemberOperations {
  /** The worker then sends the invitation. */
  invite(member: NewMember): Promise<Member>;
  suspend(id: string): Promise<Member>;
  resume(id: string): Promise<Member>;
  changeRole(id: string, role: string): Promise<Member>;
  /** To another tenant, by application admins; with the same role where none is given. */
  move(id: string, tenant: string, role?: string): Promise<Member>;
  /** Sets when the membership ends; null: never. */
  expire(id: string, at: Date | string | null): Promise<Member>;
  /** Ends a membership, or takes an invitation back. */
  remove(id: string): Promise<Member>;
  /** The caller's own row; what is absent stays. */
  updateMe(changes: { readonly first_name?: string | null; readonly last_name?: string | null; readonly user_preferences?: object }): Promise<Member>;
  /** The caller's next token is for this tenant; null: as application admin. */
  switchTenant(tenant: string | null): Promise<Member>;
  /** Tenants that the caller may switch to. */
  myTenants(): Promise<readonly OwnTenant[]>;
  renameTenant(displayname: string): Promise<Tenant>;
}
