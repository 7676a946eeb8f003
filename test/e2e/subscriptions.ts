import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startWholeStack } from '../support/whole-stack.js';

const shop = new URL('../../fixtures/generate/shop/', import.meta.url).pathname;
const subscription = 'subscription { orderChanged { tenant id status } }';

/** Events, through real sign-ins. One stack in a process: the seeded files read its places once. */
export function describeEvents(credentials: 'user' | 'role'): void {
  it('reach the own tenant alone, and nobody who was shut out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pgcog-events-'));
    for (const part of ['tenant_template', 'shared']) cpSync(join(shop, part), join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'pgcog.config.ts'), `export default { roles: { admins: { inherits: ['users'] }, billing: {} }, credentials: '${credentials}' };\n`);
    const stack = await startWholeStack(folder, join(shop, 'expected/generated'), credentials);
    try {
      const [acme, globex] = [stack.name('acme'), stack.name('globex')];
      const told = async (...argv: readonly string[]): Promise<void> => {
        const { status, out, err } = await stack.pgcog(...argv);
        expect(status, `${argv.join(' ')}\n${err}${out}`).toBe(0);
      };
      const joined = async (email: string, tenant: string, role: string) => {
        await told('user', 'invite', email, '--tenant', tenant, '--role', role);
        await stack.signUp(email);
        return stack.signIn(email);
      };
      await told('control', 'up', '--admin', 'zoe@ops.test');
      await told('tenant', 'create', acme, 'Acme Inc.');
      await told('tenant', 'create', globex, 'Globex');
      const [ann, adam, gus] = [await joined('ann@acme.test', acme, 'users'), await joined('adam@acme.test', acme, 'admins'), await joined('gus@globex.test', globex, 'admins')];
      await stack.signUp('zoe@ops.test');
      const heard = { ann: await stack.listen(ann, subscription), adam: await stack.listen(adam, subscription), gus: await stack.listen(gus, subscription) };
      expect(await (await stack.listen(await stack.signIn('zoe@ops.test'), subscription)).next()).toMatchObject({ errors: [{ errorType: 'not_authorized' }] });

      const order = async (tokens: typeof ann): Promise<string> => {
        const { data: made, errors } = await stack.as(tokens)('mutation { createCustomer(input: { name: "Bo", email: "bo@x.test" }) { id } }');
        expect(errors).toBeUndefined();
        const { id: customerId } = (made as { createCustomer: { id: string } }).createCustomer;
        const { data } = await stack.as(tokens)(`mutation { createOrder(input: { customerId: "${customerId}" }) { id } }`);
        return (data as { createOrder: { id: string } }).createOrder.id;
      };
      const change = (tokens: typeof ann, id: string) => stack.as(tokens)(`mutation { updateOrder(id: "${id}", input: { note: "now" }) { id } }`);
      const [hers, his] = [await order(adam), await order(gus)];
      expect(await change(adam, hers)).toEqual({ data: { updateOrder: { id: hers } } });
      const event = (tenant: string, id: string) => ({ data: { orderChanged: { tenant, id, status: 'draft' } } });
      expect([await heard.ann.next(), await heard.adam.next()]).toEqual([event(acme, hers), event(acme, hers)]);
      await change(gus, his);
      expect(await heard.gus.next()).toEqual(event(globex, his));

      const { data } = await stack.as(adam)('{ members { items { id email } } }');
      const { id } = (data as { members: { items: { id: string; email: string }[] } }).members.items.find(({ email }) => email === 'ann@acme.test') ?? { id: '' };
      await stack.as(adam)(`mutation { suspendMember(id: "${id}") { id } }`);
      expect(await heard.ann.next()).toBe('end');
      // Her token is good for an hour; the database is asked all the same.
      expect(await (await stack.listen(ann, subscription)).next()).toMatchObject({ data: null, errors: [{ errorType: 'not_authorized' }] });
      await change(adam, hers);
      expect(await heard.adam.next()).toEqual(event(acme, hers));

      // A person in two tenants, shut out of one beside the API: they stay signed in, and hear the other.
      const inAcme = await joined('bea@two.test', acme, 'users');
      await told('user', 'invite', 'bea@two.test', '--tenant', globex, '--role', 'users');
      await stack.signIn('bea@two.test');
      await stack.lambda.idle();
      await told('user', 'switch', 'bea@two.test', '--to', globex);
      const inGlobex = await stack.signIn('bea@two.test');
      const bea = { acme: await stack.listen(inAcme, subscription), globex: await stack.listen(inGlobex, subscription) };
      await change(adam, hers);
      expect([await bea.acme.next(), await heard.adam.next()]).toEqual([event(acme, hers), event(acme, hers)]);
      await told('user', 'suspend', 'bea@two.test', '--tenant', acme);
      expect(await bea.acme.next()).toBe('end');
      await change(gus, his);
      expect(await bea.globex.next()).toEqual(event(globex, his));
      // A token that is good for an hour says the tenant that its bearer has left, or was never in.
      const eve = await joined('eve@globex.test', globex, 'users');
      await told('user', 'move', 'eve@globex.test', '--to', acme, '--role', 'users');
      expect(await (await stack.listen(eve, subscription)).next()).toMatchObject({ data: null, errors: [{ errorType: expect.stringMatching(/^not_(found|authorized)$/) as string }] });
      // Another role, and the end of all that is theirs.
      await told('user', 'role', 'bea@two.test', 'billing', '--tenant', globex);
      expect(await bea.globex.next()).toBe('end');
      await told('user', 'suspend', 'adam@acme.test');
      expect(await heard.adam.next()).toBe('end');
    } finally {
      await stack.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
}
