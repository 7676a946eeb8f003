import { describe, expect, it } from 'vitest';
import type { Call, Database, Resolver } from '../../../fixtures/generate/shop/expected/generated/types.js';
import type { Envelope as Answered, Manifest as Generated, RequestDocument as Sent } from '../../../src/resolvers/types.js';
import type { RequestDocument } from '../../../src/runtime/call.js';
import { createDataSource } from '../../../src/runtime/data-source.js';
import { readDocument } from '../../../src/runtime/event.js';
import { lambdaResolvers, type LambdaCall, type LambdaDatabase } from '../../../src/runtime/lambda.js';
import type { Envelope, Manifest } from '../../../src/runtime/types.js';
import { manifestOf, prefix, recorder, shop } from './support.js';

/** Compiles only while what the generator writes and its resolvers send is what the runtime reads, and the other way round for answers. */
const asRead = (manifest: Generated): Manifest => manifest;
const asGenerated = (manifest: Manifest): Generated => manifest;
const asAsked = (document: Sent): RequestDocument => document;
const asAnswered = (envelope: Envelope): Answered => envelope;

const taken = (manifest: unknown): unknown => createDataSource({ manifest, transport: recorder(), credentials: { prefix } });

describe('statements.json', () => {
  it('has one form for the generator and the runtime', () => {
    const manifest = manifestOf({});
    expect(asRead(asGenerated(manifest))).toBe(manifest);
    const sent = { v: 1, statement: 'Query.a', parts: ['status'], parameters: { status: 'paid' }, limit: 2, identity: null } as const;
    expect(readDocument(asAsked(sent))).toEqual({ ...sent, v: undefined });
    expect(asAnswered({ data: 1 })).toEqual({ data: 1 });
  });

  it('is taken as it was written', () => {
    expect(() => taken(shop)).not.toThrow();
  });

  it.each([null, undefined, 7, '', [], {}, { ...shop, v: 2 }, { ...shop, lambdas: undefined }, { ...shop, lambdas: [] }])('is refused as %j', (value) => {
    expect(() => taken(value)).toThrow(TypeError);
  });
});

describe('generated types', () => {
  it('are those of Lambda resolvers', () => {
    const stub: Resolver<'Mutation.cancelOrder'> = async (call) => call.fail('NOT_IMPLEMENTED', call.arguments.id);
    expect(lambdaResolvers({ 'Mutation.cancelOrder': stub })).toBeTypeOf('function');
  });

  it('ask nothing of the database that it does not have', () => {
    const asGenerated = (database: LambdaDatabase): Pick<Database, 'query'> => database;
    const fail = (call: LambdaCall): Call<'Mutation.cancelOrder'>['fail'] => call.fail;
    expect([asGenerated, fail].every((one) => typeof one === 'function')).toBe(true);
  });
});
