import { describe, expect, it } from 'vitest';
import type { Call, Database, Resolver } from '../../../fixtures/generate/shop/expected/generated/types.js';
import type { Envelope as Answered, Manifest as Generated } from '../../../src/resolvers/types.js';
import type { LambdaCall, LambdaDatabase, LambdaResolver } from '../../../src/runtime/lambda-types.js';
import { readManifest } from '../../../src/runtime/statement-manifest.js';
import type { Envelope, Manifest } from '../../../src/runtime/types.js';
import { manifestOf, shop } from './support.js';

/** Compiles only while what the generator writes is what the runtime reads, and the other way round for answers. */
const asRead = (manifest: Generated): Manifest => manifest;
const asGenerated = (manifest: Manifest): Generated => manifest;
const asAnswered = (envelope: Envelope): Answered => envelope;

describe('statements.json', () => {
  it('has one form for the generator and the runtime', () => {
    const manifest = manifestOf({});
    expect(asRead(asGenerated(manifest))).toBe(manifest);
    expect(asAnswered({ data: 1 })).toEqual({ data: 1 });
  });

  it('is taken as it was written', () => {
    expect(Object.keys(readManifest(shop).statements)).toContain('Query.listOrders');
  });

  it.each([null, undefined, 7, '', [], {}, { ...shop, v: 2 }, { ...shop, manifest: '*/ drop' }, { ...shop, statements: [] }, { ...shop, errors: undefined }, Object.create(shop)])('is refused as %j', (value) => {
    expect(() => readManifest(value)).toThrow(TypeError);
  });
});

describe('generated types', () => {
  it('are those of Lambda resolvers', () => {
    const stub: Resolver<'Mutation.cancelOrder'> = async (call) => call.fail('NOT_IMPLEMENTED', call.arguments.id);
    const resolvers: Readonly<Record<string, LambdaResolver>> = { 'Mutation.cancelOrder': stub };
    expect(Object.keys(resolvers)).toEqual(['Mutation.cancelOrder']);
  });

  it('ask nothing of the database that it does not have', () => {
    const asGenerated = (database: LambdaDatabase): Pick<Database, 'query'> => database;
    const fail = (call: LambdaCall): Call<'Mutation.cancelOrder'>['fail'] => call.fail;
    expect([asGenerated, fail].every((one) => typeof one === 'function')).toBe(true);
  });
});
