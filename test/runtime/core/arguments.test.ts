import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/runtime/data-source.js';
import type { Parameter } from '../../../src/runtime/types.js';
import { dataOf, errorOf, manifestOf, prefix, recorder, request, statement } from './support.js';
import type { Envelope, SqlParameter } from '../../../src/runtime/types.js';

function parameter(name: string, more: Partial<Parameter> = {}): Parameter {
  return { name, path: [name], type: 'text', codec: { kind: 'text' }, nullable: false, default: null, max: null, part: null, ...more };
}

/** Sends one call of a statement with these parameters, all of them in its text. */
async function send(parameters: readonly Parameter[], given: object, parts: readonly string[] = []): Promise<{ readonly answer: Envelope; readonly sent: readonly SqlParameter[] | undefined }> {
  const transport = recorder();
  const plain = parameters.filter(({ part }) => part === null).map(({ name }) => `:${name}`).join(', ');
  const optional = parameters.flatMap(({ name, part }) => (part === null ? [] : [{ kind: 'part' as const, part, sql: ` and :${name}` }]));
  const made = statement({ parameters, sql: [`select ${plain}`, ...optional] });
  const [variant] = made.variants;
  if (variant === undefined) throw new Error('no variant');
  const manifest = manifestOf({ 'Query.x': { ...made, variants: [{ ...variant, parts: optional.map(({ part }) => part) }] } });
  const answer = (await createDataSource({ manifest, transport, credentials: { prefix }, log: () => undefined })(request('Query.x', given, { parts }))) as Envelope;
  return { answer, sent: transport.requests[0]?.parameters };
}

describe('arguments', () => {
  it('are found by their paths', async () => {
    const { sent } = await send([parameter('input_name', { path: ['input', 'name'] }), parameter('a')], { input: { name: 'x' }, a: 'y' });
    expect(sent).toEqual([{ name: 'input_name', value: { stringValue: 'x' } }, { name: 'a', value: { stringValue: 'y' } }]);
  });

  it('have defaults where their key is absent, or null where that is no value', async () => {
    expect((await send([parameter('a', { default: 'd' })], { a: null })).sent).toEqual([{ name: 'a', value: { stringValue: 'd' } }]);
    expect((await send([parameter('a', { default: 'd' })], {})).sent).toEqual([{ name: 'a', value: { stringValue: 'd' } }]);
    expect((await send([parameter('a', { default: 'd', nullable: true })], { a: null })).sent).toEqual([{ name: 'a', value: { isNull: true } }]);
    expect((await send([parameter('a', { nullable: true })], {})).sent).toEqual([{ name: 'a', value: { isNull: true } }]);
  });

  it.each([{}, { a: null }])('are required unless they may be null: %j', async (given) => {
    const { answer, sent } = await send([parameter('a')], given);
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_input', field: 'a' });
    expect(sent).toBeUndefined();
  });

  it('of parts travel with their part alone', async () => {
    const parameters = [parameter('a', { part: 'a' }), parameter('b', { part: 'b' })];
    expect((await send(parameters, { a: '1', b: '2' }, ['b'])).sent).toEqual([{ name: 'b', value: { stringValue: '2' } }]);
    expect(dataOf((await send(parameters, {})).answer)).toEqual([]);
    expect(errorOf((await send(parameters, {}, ['a'])).answer)).toMatchObject({ code: 'invalid_input', field: 'a' });
  });

  it.each(['c', '__proto__', 'constructor', 'toString', 'a.b', ''])('of no part are refused: %s', async (part) => {
    expect(errorOf((await send([parameter('a', { part: 'a' })], { a: 'x' }, [part])).answer).code).toBe('invalid_input');
  });

  it('may not be unknown, at any depth', async () => {
    const parameters = [parameter('a', { path: ['input', 'a'], nullable: true }), parameter('j', { codec: { kind: 'json' }, nullable: true })];
    expect(dataOf((await send(parameters, { input: null })).answer)).toEqual([]);
    expect(dataOf((await send(parameters, { j: { anything: 1 } })).answer)).toEqual([]);
    for (const given of [{ b: 1 }, { input: { b: 1 } }, { input: 'a' }, { input: [] }, { input: 7 }, { 'input.a': 'x' }, { input: { 'a.b': 1 } }, JSON.parse('{"__proto__":{"a":1}}') as object, JSON.parse('{"input":{"__proto__":{"a":"x"}}}') as object]) {
      expect(errorOf((await send(parameters, given)).answer).code).toBe('invalid_input');
    }
  });

  it('are never what an object has inherited', async () => {
    const { answer } = await send([parameter('c', { path: ['constructor', 'name'] })], {});
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_input', field: 'constructor.name' });
  });

  it('stay within their bound', async () => {
    const list = parameter('a', { codec: { kind: 'list', element: { kind: 'text' } }, max: 2 });
    expect(dataOf((await send([list], { a: ['1', '2'] })).answer)).toEqual([]);
    expect(errorOf((await send([list], { a: ['1', '2', '3'] })).answer)).toMatchObject({ code: 'invalid_input', field: 'a' });
    const limit = parameter('limit', { codec: { kind: 'int' }, max: 50 });
    expect(dataOf((await send([limit], { limit: 50 })).answer)).toEqual([]);
    expect(errorOf((await send([limit], { limit: 51 })).answer)).toMatchObject({ field: 'limit' });
  });

  it('say which value is wrong, never what it is', async () => {
    const rows = parameter('rows', { codec: { kind: 'list', element: { kind: 'record', fields: [{ name: 'n', column: 'n', codec: { kind: 'int' } }] } } });
    const error = errorOf((await send([rows], { rows: [{ n: 1 }, { n: 'SECRET' }] })).answer);
    expect(error).toMatchObject({ code: 'invalid_input', field: 'rows.1.n' });
    expect(JSON.stringify(error)).not.toContain('SECRET');
  });
});
