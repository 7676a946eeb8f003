import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import { createTransactionQueue } from '../../../src/runtime/lambda/transaction-queue.js';
import { lambdaResolvers, type LambdaCall } from '../../../src/runtime/lambda.js';
import type { Envelope, Field, Manifest, Parameter, StatementRequest, StatementResult } from '../../../src/runtime/types.js';
import { dataOf, errorOf, lines, manifestOf, prefix, recorder, request, statement, type Recorder } from './support.js';

const idOf = (path: readonly string[]): Parameter => ({ name: 'id', path, type: 'int', codec: { kind: 'int' }, nullable: false, default: null, max: null, part: null });
const first = statement({ operation: 'write', sql: ['insert :id'], parameters: [idOf(['id'])], rows: 'optional' });
const second = statement({ operation: 'write', sql: ['update :id'], parameters: [idOf(['made', 'one'])] });
const row: readonly Field[] = [{ longValue: 7 }];

function manifestWith(rows: 'one' | 'many' | null = null, result = 1): Manifest {
  const steps = [{ statement: 'Mutation.x/0', name: 'made', rows: null }, { statement: 'Mutation.x/1', name: null, rows }];
  return manifestOf({ 'Mutation.x/0': first, 'Mutation.x/1': second }, { transactions: { 'Mutation.x': { steps, result } } });
}

const isSecond = ({ sql }: StatementRequest): boolean => sql.includes('update');

async function run(answer: (sent: StatementRequest, transport: Recorder) => Partial<StatementResult> | DatabaseFailure, parameters: object = { id: 1 }, manifest = manifestWith()) {
  const transport: Recorder = recorder((sent) => answer(sent, transport));
  const { log, written } = lines();
  const envelope = (await createDataSource({ manifest, transport, credentials: { prefix }, log, report: () => undefined })(request('Mutation.x', parameters))) as Envelope;
  return { envelope, transport, written, ends: transport.ends.map(([kind]) => kind) };
}

describe('a transaction of the spec', () => {
  it('hands the rows of its steps on', async () => {
    const { envelope, transport, ends, written } = await run(() => ({ records: [row] }));
    expect(dataOf(envelope)).toEqual([{ one: 7 }]);
    expect(transport.requests.map(({ parameters, transaction }) => [parameters, transaction])).toEqual([[[{ name: 'id', value: { longValue: 1 } }], 't1'], [[{ name: 'id', value: { longValue: 7 } }], 't1']]);
    expect(ends).toEqual(['begin', 'commit']);
    expect(written).toMatchObject([{ statement: 'Mutation.x', rows: 2, code: 'ok' }]);
  });

  it('believes no argument that is called like a step', async () => {
    const { envelope, ends } = await run(() => ({}), { id: 1, made: { one: 9 } });
    expect(errorOf(envelope).code).toBe('invalid_input');
    expect(ends).toEqual([]);
  });

  it('is rolled back where an earlier row or the asked one is not there', async () => {
    const none = await run(() => ({}));
    expect([errorOf(none.envelope).code, none.ends, none.transport.requests.length]).toEqual(['not_found', ['begin', 'rollback'], 1]);
    const asked = await run((sent) => (isSecond(sent) ? {} : { records: [row] }), { id: 1 }, manifestWith('one'));
    expect([errorOf(asked.envelope).code, asked.ends]).toEqual(['not_found', ['begin', 'rollback']]);
  });

  it('gives one row, or many, as the spec says, of the step that it says', async () => {
    const twice = { records: [row, row] };
    expect(dataOf((await run(() => ({ records: [row] }), { id: 1 }, manifestWith('one'))).envelope)).toEqual({ one: 7 });
    expect(dataOf((await run((sent) => (isSecond(sent) ? twice : { records: [row] }), { id: 1 }, manifestWith('many'))).envelope)).toEqual([{ one: 7 }, { one: 7 }]);
    expect(dataOf((await run(() => ({ records: [row] }), { id: 1 }, manifestWith(null, 0))).envelope)).toEqual({ one: 7 });
    expect(errorOf((await run(() => twice)).envelope).code).toBe('internal');
  });

  it('ends the one that a resolver runs it in where it fails, whoever catches that', async () => {
    const manifest = { ...manifestWith(), lambdas: { 'Mutation.y': { check: null, allow: null, tenantArgument: null } } };
    const transport = recorder();
    const stub = ({ database }: LambdaCall): Promise<number> => database.transaction((inside) => inside.run('Mutation.x', { id: 1 }).then(() => 1, () => 2));
    const handler = createDataSource({ manifest, transport, credentials: { prefix }, lambda: lambdaResolvers({ 'Mutation.y': stub }), log: () => undefined });
    expect(errorOf(await handler(request('Mutation.y'))).code).toBe('not_found');
    expect([transport.requests.length, transport.ends.map(([kind]) => kind)]).toEqual([1, ['begin', 'rollback']]);
  });

  it('runs as a whole again after a serialization failure, three times at most', async () => {
    let failures = 2;
    const fail = (sent: StatementRequest) => (isSecond(sent) && failures-- > 0 ? new DatabaseFailure('sql', 'x', '40001') : { records: [row] });
    const { envelope, ends, written } = await run(fail);
    expect(dataOf(envelope)).toEqual([{ one: 7 }]);
    expect(ends).toEqual(['begin', 'rollback', 'begin', 'rollback', 'begin', 'commit']);
    expect(written).toHaveLength(1);
    const never = await run(() => new DatabaseFailure('sql', 'x', '40P01'));
    expect(errorOf(never.envelope)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(never.ends.filter((kind) => kind === 'begin')).toHaveLength(3);
  });

  it('is not run again where it is not known what became of it', async () => {
    const { envelope, transport } = await run((sent) => (isSecond(sent) ? new DatabaseFailure('unknown', 'x') : { records: [row] }));
    expect(errorOf(envelope)).toMatchObject({ code: 'unavailable', retryable: false });
    expect(transport.requests).toHaveLength(2);
  });
});

describe('a transaction\'s queue', () => {
  it('runs one thing after the other and stops at the first failure', async () => {
    const queue = createTransactionQueue();
    const done: string[] = [];
    const later = async (name: string): Promise<void> => {
      await new Promise((resolve) => void setTimeout(resolve, 5));
      done.push(name);
    };
    void queue.add(() => later('a'));
    void queue.add(() => later('b'));
    const error = new Error('c');
    await expect(queue.add(() => Promise.reject(error))).rejects.toBe(error);
    await expect(queue.add(() => later('d'))).rejects.toBe(error);
    expect(await queue.close()).toBe(error);
    await expect(queue.add(() => later('e'))).rejects.toThrow(TypeError);
    expect(done).toEqual(['a', 'b']);
  });
});
