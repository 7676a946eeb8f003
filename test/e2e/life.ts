import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../support/local-api.js';
import { prefix, startWholeStack, type Tokens, type WholeStack } from '../support/whole-stack.js';

const shop = new URL('../../fixtures/generate/shop/', import.meta.url).pathname;
const me = '{ me { email role status } myTenants { tenant role isCurrent } }';

/** What the token says of the database. */
function claims({ id }: Tokens): Readonly<Record<string, unknown>> {
  const { userid, tenant, role } = JSON.parse(Buffer.from(id.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  return { known: typeof userid === 'string', tenant: tenant ?? null, role };
}

const refusal = (answer: GraphqlAnswer): readonly unknown[] => (answer.errors ?? []).map(({ errorType }) => errorType);

/** The whole life of members, driven once by `pgcog` and once through the API. One stack in a process: the seeded files read its places once. */
export function describeLife(credentials: 'user' | 'role'): void {
  let stack: WholeStack;
  let folder: string;
  let [acme, globex] = ['', ''];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pgcog-life-'));
    for (const part of ['tenant_template', 'shared']) cpSync(join(shop, part), join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'pgcog.config.ts'), `export default { roles: { admins: { inherits: ['users'] }, billing: {} }, credentials: '${credentials}' };\n`);
    stack = await startWholeStack(folder, join(shop, 'expected/generated'), credentials);
    [acme, globex] = [stack.name('acme'), stack.name('globex')];
  });
  afterAll(async () => {
    await stack.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pgcog = async (...argv: readonly string[]): Promise<string> => {
    const { status, out, err } = await stack.pgcog(...argv);
    expect(status, `${argv.join(' ')}\n${err}${out}`).toBe(0);
    return out;
  };
  /** Neither a new sign-in nor a token that is renewed nor one that is there gets anywhere. */
  const shutOut = async (email: string, tokens: Tokens): Promise<void> => {
    expect(refusal(await stack.as(tokens)('{ listOrders { items { id } } }'))).toEqual(['not_authorized']);
    await expect(stack.refresh(tokens)).rejects.toMatchObject({ name: expect.stringMatching(/^(NotAuthorizedException|UserLambdaValidationException)$/) as string });
    await expect(stack.signIn(email)).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
  };
  const logins = async (): Promise<readonly string[]> => {
    const { rows } = await stack.admin.query<{ name: string }>(`select rolname as name from pg_roles where rolname ~ '^[ul]_[0-9a-f]{32}$' order by 1`);
    return rows.map(({ name }) => name);
  };

  it('begins with an application admin, invited when the control schema is made', async () => {
    await pgcog('control', 'up', '--admin', 'zoe@ops.test');
    await stack.signUp('zoe@ops.test');
    const zoe = await stack.signIn('zoe@ops.test');
    expect(claims(zoe)).toEqual({ known: true, tenant: null, role: 'application_admins' });
    await pgcog('tenant', 'create', acme, 'Acme Inc.');
    await pgcog('tenant', 'create', globex, 'Globex');
    expect(await stack.as(zoe)(me)).toEqual({ data: { me: { email: 'zoe@ops.test', role: 'application_admins', status: 'active' }, myTenants: [{ tenant: null, role: 'application_admins', isCurrent: true }] } });
  });

  it('lets nobody sign up who is not invited', async () => {
    await expect(stack.signUp('mallory@evil.test')).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
  });

  it('is driven by pgcog, from the invitation to the end', async () => {
    const email = 'ann@acme.test';
    await pgcog('user', 'invite', email, '--tenant', acme, '--role', 'users');
    await stack.signUp(email);
    let ann = await stack.signIn(email);
    expect(claims(ann)).toEqual({ known: true, tenant: acme, role: 'users' });
    expect(await stack.as(ann)(`{ listOrders { items { id } } ${me.slice(2)}`)).toEqual({
      data: { listOrders: { items: [] }, me: { email, role: 'users', status: 'active' }, myTenants: [{ tenant: acme, role: 'users', isCurrent: true }] },
    });

    await pgcog('user', 'suspend', email);
    await shutOut(email, ann);
    await pgcog('user', 'resume', email);
    ann = await stack.signIn(email);
    expect((await stack.as(ann)(me)).data?.['me']).toEqual({ email, role: 'users', status: 'active' });

    await pgcog('user', 'role', email, 'admins');
    ann = await stack.refresh(ann);
    expect(claims(ann)).toEqual({ known: true, tenant: acme, role: 'admins' });
    expect((await stack.as(ann)('{ members { items { email } } }')).data).toEqual({ members: { items: [{ email }] } });

    await pgcog('user', 'expire', email, '--at', new Date(Date.now() + 1_000).toISOString());
    await new Promise((resolve) => void setTimeout(resolve, 1_100));
    await stack.everyMinute();
    await shutOut(email, ann);
    await pgcog('user', 'expire', email, '--at', 'never');
    ann = await stack.signIn(email);

    await pgcog('user', 'move', email, '--to', globex, '--role', 'billing');
    await expect(stack.refresh(ann)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(refusal(await stack.as(ann)('{ listOrders { items { id } } }'))).toEqual(['not_authorized']);
    ann = await stack.signIn(email);
    expect(claims(ann)).toEqual({ known: true, tenant: globex, role: 'billing' });
    expect((await stack.as(ann)(me)).data?.['me']).toEqual({ email, role: 'billing', status: 'active' });

    // A second membership is accepted with the next token, and chosen.
    await pgcog('user', 'invite', email, '--tenant', acme, '--role', 'users');
    await stack.refresh(ann);
    await stack.lambda.idle();
    await pgcog('user', 'switch', email, '--to', acme);
    ann = await stack.refresh(ann);
    expect(claims(ann)).toEqual({ known: true, tenant: acme, role: 'users' });
    expect((await stack.as(ann)(me)).data?.['myTenants']).toEqual([{ tenant: acme, role: 'users', isCurrent: true }, { tenant: globex, role: 'billing', isCurrent: false }]);

    for (const tenant of [acme, globex]) await pgcog('user', 'remove', email, '--tenant', tenant, '--confirm', email);
    await shutOut(email, ann);
    if (credentials === 'user') {
      const zoe = await stack.admin.query<{ id: string }>(`select id from cognition.users`);
      expect(await logins()).toEqual(zoe.rows.map(({ id }) => id));
      expect(stack.secretNames().filter((name) => name.startsWith(`${prefix}/users/`))).toEqual(zoe.rows.map(({ id }) => `${prefix}/users/${id}`));
    }
  });

  it("is driven by the tenant's own admin through GraphQL", async () => {
    const [abe, bob] = ['abe@acme.test', 'bob@acme.test'];
    await pgcog('user', 'invite', abe, '--tenant', acme, '--role', 'admins');
    await stack.signUp(abe);
    const admin = stack.as(await stack.signIn(abe));
    const ask = async (document: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Readonly<Record<string, unknown>>> => {
      const { data, errors } = await admin(document, variables);
      expect(errors, document).toBeUndefined();
      await stack.lambda.idle();
      return data ?? {};
    };
    const invited = await ask(`mutation { inviteMember(input: { email: "${bob}", role: users, firstName: "Bob" }) { id status } }`);
    const { id } = invited['inviteMember'] as { readonly id: string };
    await stack.signUp(bob);
    let tokens = await stack.signIn(bob);
    expect((await stack.as(tokens)(me)).data?.['me']).toEqual({ email: bob, role: 'users', status: 'active' });

    const of = (mutation: string): string => `mutation ($id: ID!) { ${mutation} { role status } }`;
    expect(await ask(of('suspendMember(id: $id)'), { id })).toEqual({ suspendMember: { role: 'users', status: 'suspended' } });
    await shutOut(bob, tokens);
    await ask(of('resumeMember(id: $id)'), { id });
    tokens = await stack.signIn(bob);
    await ask(of('changeMemberRole(id: $id, role: billing)'), { id });
    tokens = await stack.refresh(tokens);
    expect(claims(tokens)).toEqual({ known: true, tenant: acme, role: 'billing' });
    await ask(of('expireMember(id: $id, expiresAt: "2001-01-01T00:00:00Z")'), { id });
    await shutOut(bob, tokens);
    await ask(of('expireMember(id: $id, expiresAt: null)'), { id });
    tokens = await stack.signIn(bob);

    const zoe = stack.as(await stack.signIn('zoe@ops.test'));
    expect((await zoe(`mutation ($id: ID!) { moveMember(id: $id, tenant: "${globex}", role: users) { role status } }`, { id })).data).toEqual({ moveMember: { role: 'users', status: 'active' } });
    await stack.lambda.idle();
    await expect(stack.refresh(tokens)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect((await admin(of('suspendMember(id: $id)'), { id })).errors?.map(({ errorType }) => errorType)).toEqual(['not_found']);
    await zoe(`mutation ($id: ID!) { moveMember(id: $id, tenant: "${acme}", role: users) { role } }`, { id });
    tokens = await stack.signIn(bob);

    // Bob chooses his other tenant himself.
    await pgcog('user', 'invite', bob, '--tenant', globex, '--role', 'users');
    tokens = await stack.refresh(tokens);
    await stack.lambda.idle();
    expect((await stack.as(tokens)(`mutation { switchTenant(tenant: "${globex}") { status } }`)).data).toEqual({ switchTenant: { status: 'active' } });
    expect(claims(await stack.refresh(tokens))).toEqual({ known: true, tenant: globex, role: 'users' });

    await ask(of('removeMember(id: $id)'), { id });
    expect(claims(await stack.signIn(bob))).toEqual({ known: true, tenant: globex, role: 'users' });
    expect(stack.secretNames()).not.toContain(`${prefix}/users/${id}`);
    expect(await logins()).not.toContain(id);
  });
}
