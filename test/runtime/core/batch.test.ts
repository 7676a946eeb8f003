import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import type { Envelope, Field, ManifestStatement, StatementRequest } from '../../../src/runtime/types.js';
import { dataOf, errorOf, lines, manifestOf, prefix, recorder, request, statement, type Recorder } from './support.js';

const column = (name: string, kind: 'int' | 'text', hidden = false): ManifestStatement['columns'][number] => ({ name, label: name, codec: { kind }, hidden });

/** Children of parents by `id`; each parent has one child that is called as it is. */
function children(more: Partial<ManifestStatement> = {}): ManifestStatement {
  return statement({
    columns: [column('~parent', 'int', true), column('name', 'text')], batch: { keys: ['id'], rowBytes: 1000 },
    parameters: [
      { name: 'parent_id', path: ['parent', 'id'], type: 'text[]', codec: { kind: 'list', element: { kind: 'text' } }, nullable: true, default: null, max: null, part: null },
      { name: 'limit', path: ['limit'], type: 'bigint', codec: { kind: 'int' }, nullable: false, default: 5, max: 500, part: null },
    ],
    sql: ['select * from unnest(:parent_id::text[]) limit :limit'], ...more,
  });
}

/** The texts that a statement asks for: `{"a","b"}`. */
function asked({ parameters }: StatementRequest): readonly string[] {
  const value = parameters.find(({ name }) => name === 'parent_id')?.value;
  return JSON.parse((value !== undefined && 'stringValue' in value ? value.stringValue : '').replace('{', '[').replace('}', ']')) as string[];
}

const named = (sent: StatementRequest): { readonly records: readonly (readonly Field[])[] } => ({ records: asked(sent).map((name, index) => [{ longValue: index + 1 }, { stringValue: name }]) });

async function ask(transport: Recorder, made: ManifestStatement, ids: readonly string[], args: object = {}): Promise<{ readonly answers: readonly Envelope[]; readonly calls: readonly number[] }> {
  const { log, written } = lines();
  const handler = createDataSource({ manifest: manifestOf({ 'Thing.children': made }), transport, credentials: { prefix }, log, report: () => undefined });
  const answers = (await handler(ids.map((id) => request('Thing.children', { parent: { id }, ...args })))) as readonly Envelope[];
  return { answers, calls: written.map(({ calls }) => calls) };
}

const ids = Array.from({ length: 500 }, (_, n) => `p${n}`);

describe('a batch', () => {
  it('is one statement while its rows fit into an answer', async () => {
    const transport = recorder(named);
    const { answers, calls } = await ask(transport, children(), ids.slice(0, 200));
    expect(answers.map(dataOf)).toEqual(ids.slice(0, 200).map((name) => [{ name }]));
    expect([transport.requests.length, calls]).toEqual([1, [200]]);
  });

  it('is cut where they might not, by the limit that is asked for', async () => {
    const transport = recorder(named);
    const { answers } = await ask(transport, children(), ids, { limit: 10 });
    expect(answers.map(dataOf)).toEqual(ids.map((name) => [{ name }]));
    expect(transport.requests.map((sent) => asked(sent).length)).toEqual([104, 104, 104, 104, 84]);
  });

  it('counts one row for each parent where there is one at most', async () => {
    const transport = recorder(named);
    const { answers } = await ask(transport, children({ rows: 'optional' }), ids);
    expect(answers.map(dataOf)).toEqual(ids.map((name) => ({ name })));
    expect(transport.requests).toHaveLength(1);
  });

  it('asks for each parent once', async () => {
    const transport = recorder(named);
    const { answers, calls } = await ask(transport, children(), ['a', 'b', 'a', 'a']);
    expect(answers.map(dataOf)).toEqual(['a', 'b', 'a', 'a'].map((name) => [{ name }]));
    expect([transport.requests.map(asked), calls]).toEqual([[['a', 'b']], [4]]);
  });

  it('is halved where the answer is too large all the same', async () => {
    const transport = recorder((sent) => (asked(sent).length > 3 ? new DatabaseFailure('too_large', 'too large') : named(sent)));
    const { answers } = await ask(transport, children(), ids.slice(0, 10));
    expect(answers.map(dataOf)).toEqual(ids.slice(0, 10).map((name) => [{ name }]));
    expect(transport.requests.map((sent) => asked(sent).length)).toEqual([10, 5, 2, 3, 5, 2, 3]);
    const alone = await ask(recorder(() => new DatabaseFailure('too_large', 'too large')), children(), ['a', 'b']);
    expect(alone.answers.map((one) => errorOf(one).code)).toEqual(['too_large', 'too_large']);
  });

  it('takes no other along where one parent has too much, and writes nothing twice', async () => {
    const large = recorder((sent) => (asked(sent).includes('p3') ? new DatabaseFailure('too_large', 'too large') : named(sent)));
    const { answers } = await ask(large, children(), ids.slice(0, 6));
    expect(answers.map((one) => ('data' in one ? one.data : one.error.code))).toEqual([...['p0', 'p1', 'p2'].map((name) => [{ name }]), 'too_large', ...['p4', 'p5'].map((name) => [{ name }])]);
    const writing = recorder((sent) => (asked(sent).includes('p3') ? new DatabaseFailure('too_large', 'too large') : named(sent)));
    const written = await ask(writing, children({ operation: 'write' }), ids.slice(0, 6));
    expect([new Set(written.answers.map((one) => errorOf(one).code)), writing.requests.length]).toEqual([new Set(['too_large']), 1]);
  });

  it('takes no other along where one parent has a key that cannot be sent, and says so of bad arguments but for each statement at a time', async () => {
    const born = { name: 'parent_id', path: ['parent', 'id'], type: 'date[]', codec: { kind: 'list', element: { kind: 'date' } }, nullable: true, default: null, max: null, part: null } as const;
    const made = children({ parameters: [born, ...children().parameters.slice(1)] });
    const days = ['2024-01-01', '0044-03-15 BC', '2024-01-02', 'infinity', '2024-01-03'];
    const transport = recorder(named);
    const { answers } = await ask(transport, made, days);
    expect(answers.map((one) => ('data' in one ? one.data : one.error.code))).toEqual([[{ name: days[0] }], 'invalid_input', [{ name: days[2] }], 'invalid_input', [{ name: days[4] }]]);
    const bad = await ask(recorder(named), children(), ids, { limit: 5000 });
    expect([new Set(bad.answers.map((one) => errorOf(one).field)), bad.calls]).toEqual([new Set(['limit']), [1, 1, 1, 1]]);
  });

  it('tells a column of the statement from its own, whatever they are called', async () => {
    const mine = { name: 'parent', label: '~parent', codec: { kind: 'boolean' }, hidden: false } as const;
    const made = children({ columns: [column('~parent~', 'int', true), mine] });
    const { answers } = await ask(recorder(() => ({ records: [[{ stringValue: '2' }, { booleanValue: true }], [{ stringValue: '2' }, { booleanValue: false }]] })), made, ['a', 'b']);
    expect(answers.map(dataOf)).toEqual([[], [{ parent: true }, { parent: false }]]);
    const alone = statement({ columns: [{ ...mine, codec: { kind: 'text' } }] });
    const handler = createDataSource({ manifest: manifestOf({ 'Query.things': alone }), transport: recorder(() => ({ records: [[{ stringValue: 'x' }]] })), credentials: { prefix }, log: () => undefined });
    expect(dataOf(await handler(request('Query.things')))).toEqual([{ parent: 'x' }]);
  });

  it('that holds what the service cannot carry is reported with the columns that can, and no value', async () => {
    const reports: unknown[] = [];
    const made = statement({ columns: [column('id', 'int'), { ...column('born', 'text'), codec: { kind: 'date' } }, { ...column('tags', 'text'), codec: { kind: 'list', element: { kind: 'int' } } }, { ...column('at', 'text'), codec: { kind: 'timestamptz' } }, column('name', 'text')] });
    const handler = createDataSource({ manifest: manifestOf({ 'Query.things': made }), transport: recorder(() => new DatabaseFailure('internal', 'UnsupportedResultException undefined 400')), credentials: { prefix }, log: () => undefined, report: (fault) => reports.push(fault) });
    expect(errorOf((await handler(request('Query.things'))) as Envelope).code).toBe('internal');
    expect(reports.map(String)).toEqual(['TypeError: UnsupportedResultException undefined 400: born,tags,at']);
  });

  it('fails as a whole with one of its statements, also where another answers later', async () => {
    const transport = recorder(named);
    const { execute } = transport;
    transport.execute = async (sent) => {
      if (asked(sent).includes('p0')) throw new DatabaseFailure('sql', 'x', '22012');
      await new Promise((resolve) => void setTimeout(resolve, 20));
      return execute(sent);
    };
    const { answers } = await ask(transport, children(), ids, { limit: 10 });
    expect(new Set(answers.map((one) => errorOf(one).code))).toEqual(new Set(['invalid_input']));
    expect(transport.requests.length).toBeGreaterThan(0);
  });

  it('never answers rows of nobody, or two where there is one', async () => {
    const rows = (...records: (readonly Field[])[]) => recorder(() => ({ records }));
    const strange: readonly Field[] = [{ longValue: 3 }, { stringValue: 'x' }];
    expect((await ask(rows(strange), children(), ['a', 'b'])).answers.map((one) => errorOf(one).code)).toEqual(['internal', 'internal']);
    expect((await ask(rows([{ isNull: true }, { stringValue: 'x' }]), children(), ['a'])).answers.map((one) => errorOf(one).code)).toEqual(['internal']);
    const twice: readonly Field[] = [{ longValue: 1 }, { stringValue: 'x' }];
    expect((await ask(rows(twice, twice), children({ rows: 'optional' }), ['a'])).answers.map((one) => errorOf(one).code)).toEqual(['internal']);
    expect((await ask(rows([{ stringValue: '1' }, { stringValue: 'x' }]), children(), ['a'])).answers.map(dataOf)).toEqual([[{ name: 'x' }]]);
    expect((await ask(rows([{ longValue: 1 }]), children(), ['a'])).answers.map((one) => errorOf(one).code)).toEqual(['internal']);
  });

  it('fails for those calls alone that are no requests', async () => {
    const transport = recorder(named);
    const handler = createDataSource({ manifest: manifestOf({ 'Thing.children': children() }), transport, credentials: { prefix }, log: () => undefined });
    const good = request('Thing.children', { parent: { id: 'a' } });
    const answers = (await handler([good, null, { ...good, v: 2 }, good])) as readonly Envelope[];
    expect(answers.map((one) => ('data' in one ? 'data' : one.error.code))).toEqual(['data', 'invalid_input', 'invalid_input', 'data']);
    for (const parameters of [{ parent: [1] }, { parent: 'a' }, { parent: { id: 'a', more: 1 } }]) {
      expect(errorOf((await handler(request('Thing.children', parameters))) as Envelope).code).toBe('invalid_input');
    }
    expect(await handler([])).toEqual([]);
  });
});
