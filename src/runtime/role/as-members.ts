import { DatabaseFailure } from '../errors.js';
import { pause } from '../pause.js';
import type { StatementRequest, StatementResult, Transport } from '../types.js';
import { askedBefore, enterAndRead } from './enter-and-read.js';
import { readRoleLogin } from './role-login.js';

/** Statements that are remembered to need a transaction. */
const most = 1_000;

/**
 * A transport for secrets that name a member too: what it runs, it runs as that member. A transaction enters when it
 * begins. A read outside one is one call, unless it has turned out not to be able to; every other statement is a
 * transaction: begin, enter, the statement, commit.
 *
 * A failure says of the whole what it would say of the statement alone: until the commit nothing has been done, so that
 * what may be repeated there may be repeated here. Of a commit whose outcome nobody knows the failure is `unknown` or
 * `timeout`, as of a write.
 */
export function asMembers(transport: Transport): Transport {
  const apart = new Set<string>();
  return {
    execute: async (asked) => {
      const { secret, member } = readRoleLogin(asked.secret);
      const request = { ...asked, secret };
      if (member === null || request.transaction !== null) return transport.execute(request);
      const together = request.access === 'read' && !apart.has(request.sql) ? enterAndRead(request, member) : null;
      if (together === null) return executeApart(transport, request, member);
      try {
        return await transport.execute(together);
      } catch (failure) {
        if (!(failure instanceof DatabaseFailure) || failure.sqlstate !== askedBefore) throw failure;
        apart.add(request.sql);
        for (const oldest of apart) if (apart.size > most) apart.delete(oldest);
        return executeApart(transport, request, member);
      }
    },
    begin: (named, deadline) => {
      const { secret, member } = readRoleLogin(named);
      return member === null ? transport.begin(secret, deadline) : beginAs(transport, secret, member, deadline);
    },
    commit: (named, transaction, deadline) => transport.commit(readRoleLogin(named).secret, transaction, deadline),
    rollback: (named, transaction) => transport.rollback(readRoleLogin(named).secret, transaction),
  };
}

/** A transaction that has entered as the member. */
async function beginAs(transport: Transport, secret: string, member: string, deadline: number): Promise<string> {
  const transaction = await transport.begin(secret, deadline);
  const parameters = [{ name: 'member', value: { stringValue: member } }];
  await orRollback(transport, secret, transaction, () =>
    transport.execute({ secret, sql: 'select cognition.enter(:member)', parameters, transaction, access: 'write', longsAsText: true, columns: false, deadline }));
  return transaction;
}

/** The statement, in a transaction of its own. */
async function executeApart(transport: Transport, request: StatementRequest, member: string): Promise<StatementResult> {
  const { secret, deadline } = request;
  const transaction = await beginAs(transport, secret, member, deadline);
  return orRollback(transport, secret, transaction, async () => {
    const result = await transport.execute({ ...request, transaction });
    await transport.commit(secret, transaction, deadline);
    return result;
  });
}

async function orRollback<T>(transport: Transport, secret: string, transaction: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    // As long as a transaction of several statements waits for it.
    await Promise.race([transport.rollback(secret, transaction).catch(() => undefined), pause(300)]);
    throw failure;
  }
}
