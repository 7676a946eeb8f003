import { createConnection, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { direct } from '../../src/runtime/direct.js';
import { withRetries } from '../../src/runtime/retry.js';
import { failure, makeUsers, statement, type Users } from './transport/support.js';

let users: Users;
beforeAll(async () => void (users = await makeUsers()));
afterAll(() => users.close());

/** ErrorResponse of a session that an administrator ends. */
const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0');
const terminated = Buffer.concat([Buffer.from([0x45, 0, 0, 0, fields.length + 4]), fields]);

/** A way to the server whose sessions end right behind the answer to the first INSERT, in the same packet. */
async function startEndingProxy(): Promise<{ readonly port: number; close(): void }> {
  let armed = true;
  const server = createServer((near) => {
    const far = users.host.startsWith('/') ? createConnection(`${users.host}/.s.PGSQL.${users.port}`) : createConnection(users.port, users.host);
    near.on('error', () => far.destroy()).on('close', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    far.on('data', (data) => {
      if (!armed || !data.includes('INSERT 0 1\0')) return void near.write(data);
      armed = false;
      near.end(Buffer.concat([data, terminated]));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

it.each(["returning 'glad'::public.mood as mood", 'returning n', ''])('a write is not sent again when its session ends behind its answer: insert ... %s', async (returning) => {
  const { admin, database, logins } = users;
  const schema = logins.get('shop/users/one')?.username ?? '';
  await admin.query(`drop table if exists "${schema}".notes; create table "${schema}".notes (n int); grant all on "${schema}".notes to "${schema}"`);
  const proxy = await startEndingProxy();
  const transport = direct({ host: '127.0.0.1', port: proxy.port, database, secrets: (secret) => Promise.resolve(logins.get(secret) ?? null) });
  const outcome = await failure(withRetries(transport).execute(statement(`insert into "${schema}".notes values (1) ${returning}`, { access: 'write' })));
  const { rows } = await admin.query(`select n from "${schema}".notes`);
  expect(rows).toEqual([{ n: 1 }]);
  // That it can be repeated is not what is said of it.
  if (outcome !== 'it worked') expect(outcome).toMatchObject({ kind: 'unknown' });
  await transport.close();
  proxy.close();
});
