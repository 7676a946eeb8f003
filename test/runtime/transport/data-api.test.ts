import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import { dataApi } from '../../../src/runtime/transport/data-api.js';
import type { StatementRequest, Transport } from '../../../src/runtime/types.js';
import { startAnswering, type Answer, type AnsweringServer } from './answering-server.js';

const resourceArn = 'arn:aws:rds:eu-west-1:123456789012:cluster:shop';
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const request = (changes: Partial<StatementRequest> = {}): StatementRequest => ({
  secret: 'shop/users/u1', sql: 'select 1', parameters: [], transaction: null, access: 'read', longsAsText: false, columns: false, deadline: Date.now() + 10_000, ...changes,
});
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'it worked', (thrown: unknown) => thrown);
const error = (status: number, name: string, message: string): Answer => ({ status, name, body: { message } });

let server: AnsweringServer;
let transport: Transport;
beforeAll(async () => {
  server = await startAnswering();
  transport = dataApi({ client: new RDSDataClient({ endpoint: server.url, region: 'eu-west-1', credentials }), resourceArn, database: 'shop' });
});
beforeEach(() => void (server.asked.length = 0));
afterAll(() => server.close());

describe('the Data API transport', () => {
  it('sends what was asked for, and nothing else', async () => {
    server.answer({ status: 200, body: { records: [[{ stringValue: '9007199254740993' }, { isNull: true }, { blobValue: 'AQI=' }, { arrayValue: { stringValues: ['a', null] } }]], columnMetadata: [{ label: 'a', name: 'x', typeName: 'int8' }], numberOfRecordsUpdated: 0 } });
    const parameters = [{ name: 'id', value: { longValue: 1 } }, { name: 'b', value: { blobValue: new Uint8Array([1, 2]) } }];
    const answer = await transport.execute(request({ sql: 'select :id', parameters, longsAsText: true, columns: true, transaction: 't1' }));
    expect(server.asked).toEqual([{ path: '/Execute', body: {
      resourceArn, secretArn: 'shop/users/u1', database: 'shop', sql: 'select :id', transactionId: 't1', includeResultMetadata: true,
      parameters: [{ name: 'id', value: { longValue: 1 } }, { name: 'b', value: { blobValue: 'AQI=' } }],
      resultSetOptions: { decimalReturnType: 'STRING', longReturnType: 'STRING' },
    } }]);
    expect(answer).toEqual({
      records: [[{ stringValue: '9007199254740993' }, { isNull: true }, { blobValue: new Uint8Array([1, 2]) }, { arrayValue: { stringValues: ['a', null] } }]],
      columns: [{ label: 'a', type: 'int8' }], updated: 0, bytes: expect.any(Number),
    });
    expect(answer.bytes).toBeGreaterThan(80);
  });

  it('reads an answer without rows', async () => {
    server.answer({ status: 200, body: { generatedFields: [], numberOfRecordsUpdated: 3 } });
    expect(await transport.execute(request())).toEqual({ records: [], columns: null, updated: 3, bytes: 0 });
  });

  it.each<[string, Answer, Partial<DatabaseFailure>]>([
    ['SQL', error(400, 'DatabaseErrorException', 'ERROR: duplicate key value violates unique constraint "orders_pkey"; SQLState: 23505'), { kind: 'sql', sqlstate: '23505', constraint: 'orders_pkey' }],
    ['SQL of version 1', error(400, 'BadRequestException', 'ERROR: division by zero; SQLState: 22012'), { kind: 'sql', sqlstate: '22012', constraint: null }],
    ['SQL with a forged state', error(400, 'DatabaseErrorException', 'ERROR: invalid "x; SQLState: 40001"; Position: 3; SQLState: 22P02'), { kind: 'sql', sqlstate: '22P02' }],
    ['SQL without a state', error(400, 'DatabaseErrorException', 'Database returned SQL Exception'), { kind: 'unknown', sqlstate: null }],
    ['a failed transaction', error(400, 'DatabaseErrorException', 'ERROR: current transaction is aborted; SQLState: 25P02'), { kind: 'transaction_gone' }],
    ['a killed session', error(400, 'DatabaseErrorException', 'FATAL: terminating connection; SQLState: 57P01'), { kind: 'unknown', sqlstate: '57P01' }],
    ['a bad request', error(400, 'BadRequestException', 'Invalid resource ARN'), { kind: 'internal', sqlstate: null }],
    ['waking up', error(400, 'DatabaseResumingException', 'resuming'), { kind: 'resuming' }],
    ['45 seconds', error(400, 'StatementTimeoutException', 'timed out'), { kind: 'timeout' }],
    ['too large', error(400, 'UnsupportedResultException', 'Database response exceeded size limit'), { kind: 'too_large' }],
    ['too large, otherwise', error(400, 'BadRequestException', 'Database response exceeded size limit'), { kind: 'too_large' }],
    ['a type', error(400, 'UnsupportedResultException', 'The result contains the unsupported data type MONEY'), { kind: 'internal' }],
    ['shape', error(400, 'ValidationException', "Multistatements aren't supported"), { kind: 'internal' }],
    ['secret', error(400, 'SecretsErrorException', 'SQLState: 40001'), { kind: 'refused', sqlstate: null }],
    ['unusable secret', error(400, 'InvalidSecretException', 'x'), { kind: 'refused' }],
    ['rights', error(403, 'AccessDeniedException', 'User: x is not authorized'), { kind: 'refused' }],
    ['forbidden', error(403, 'ForbiddenException', 'x'), { kind: 'refused' }],
    ['switched off', error(400, 'HttpEndpointNotEnabledException', 'x'), { kind: 'refused' }],
    ['ended transaction', error(404, 'TransactionNotFoundException', 'Transaction may be expired.'), { kind: 'transaction_gone' }],
    ['throttled', error(429, 'ThrottlingException', 'slow down'), { kind: 'unavailable' }],
    ['500', error(500, 'InternalServerErrorException', 'x'), { kind: 'unknown' }],
    ['503', error(503, 'ServiceUnavailableError', 'x'), { kind: 'unknown' }],
    ['504', error(504, 'DatabaseUnavailableException', 'x'), { kind: 'unknown' }],
    ['prototype', error(400, 'constructor', 'x'), { kind: 'internal' }],
    ['a page of HTML', { status: 502, body: '<html>' }, { kind: 'unknown' }],
    ['forbidden by a proxy', { status: 403, body: '<html>' }, { kind: 'refused' }],
    ['an unreadable success', { status: 200, body: '{"records":[[{"str' }, { kind: 'unknown' }],
    ['a dropped connection', 'drop', { kind: 'unknown' }],
  ])('tells %s', async (_, answer, expected) => {
    server.answer(answer);
    const got = await failure(transport.execute(request({ access: 'write' })));
    expect(got).toBeInstanceOf(DatabaseFailure);
    expect(got).toMatchObject(expected);
    expect(server.asked.length, 'sent once').toBe(1);
  });

  it('tells that nobody listens', async () => {
    const closed = await startAnswering();
    await closed.close();
    const nowhere = dataApi({ endpoint: closed.url, region: 'eu-west-1', client: new RDSDataClient({ endpoint: closed.url, region: 'eu-west-1', credentials }), resourceArn, database: 'shop' });
    expect(await failure(nowhere.begin('s', Date.now() + 5_000))).toMatchObject({ name: 'DatabaseFailure', kind: 'unavailable' });
  });

  it('ends at the deadline, and sends nothing after it', async () => {
    server.answer('hang');
    expect(await failure(transport.execute(request({ deadline: Date.now() + 150 })))).toMatchObject({ kind: 'timeout' });
    expect(await failure(transport.execute(request({ deadline: Date.now() - 1 })))).toMatchObject({ kind: 'timeout' });
    expect(await failure(transport.commit('s', 't', Number.NaN))).toMatchObject({ kind: 'timeout' });
    expect(server.asked.length).toBe(1);
  });

  it('begins, commits and rolls back', async () => {
    server.answer({ status: 200, body: { transactionId: 't9' } });
    expect(await transport.begin('s', Date.now() + 5_000)).toBe('t9');
    await transport.commit('s', 't9', Infinity);
    server.answer(error(404, 'TransactionNotFoundException', 'x'));
    await transport.rollback('s', 't9');
    expect(server.asked).toEqual([
      { path: '/BeginTransaction', body: { resourceArn, secretArn: 's', database: 'shop' } },
      { path: '/CommitTransaction', body: { resourceArn, secretArn: 's', transactionId: 't9' } },
      { path: '/RollbackTransaction', body: { resourceArn, secretArn: 's', transactionId: 't9' } },
    ]);
    server.answer(error(400, 'DatabaseErrorException', 'Transaction is still running a query'), { status: 200, body: {} });
    await transport.rollback('s', 't9');
    expect(server.asked.length).toBe(5);
    server.answer(error(403, 'AccessDeniedException', 'x'));
    expect(await failure(transport.rollback('s', 't9'))).toMatchObject({ kind: 'refused' });
  });
});
