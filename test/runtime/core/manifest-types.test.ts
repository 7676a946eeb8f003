import { describe, expect, it } from 'vitest';
import type { Manifest as Generated } from '../../../src/resolvers/types.js';
import type { Envelope as Answered } from '../../../src/resolvers/types.js';
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
