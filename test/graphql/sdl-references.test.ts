import { buildASTSchema, parse, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { appsyncPrelude } from '../../src/graphql/appsync-prelude.js';
import { sdlReferences } from '../../src/graphql/sdl-references.js';

/** What graphql-js says of the same document. */
function reference(sdl: string): readonly string[] {
  try {
    return validateSchema(buildASTSchema(parse(appsyncPrelude + sdl))).map(({ message }) => message);
  } catch (failure) {
    return [(failure as Error).message];
  }
}

const root = 'schema { query: Query }\ntype Query { a: Int }\n';

describe('sdlReferences', () => {
  it.each([
    '', 'type T { a(x: [In!]!): [[E]]! @aws_iam @aws_oidc }\ninput In { a: In b: [In!]! c: AWSJSON }\nenum E { A B }', 'type T { a: ID @deprecated(reason: "x") }',
    'input A { b: B! }\ninput B { c: C! d: C! }\ninput C { a: [A!]! }', 'type T @aws_cognito_user_pools(cognito_groups: ["a"]) { toString: Int constructor: Int }',
  ])('has nothing against %s', (sdl) => {
    expect(reference(root + sdl)).toEqual([]);
    expect(sdlReferences(parse(root + sdl))).toEqual([]);
  });

  it.each([
    ['type T { a: Missing }', /Unknown type "Missing"/], ['type T { a(x: [Missing!]): Int }', /Unknown type "Missing"/], ['input I { x: Missing }', /Unknown type "Missing"/],
    ['type T { a: toString }', /Unknown type "toString"/], ['type T implements Missing { a: Int }', /Unknown type "Missing"/], ['union U = T | Missing\ntype T { a: Int }', /Unknown type "Missing"/],
    ['type T { a: Int }\ntype T { a: Int }', /only one type named "T"/], ['enum T { A }\ninput T { a: Int }', /only one type named "T"/], ['type T { a: Int a: Int }', /"(?:T\.)?a"/],
    ['input I { a: Int a: Int }', /"(?:I\.)?a"/], ['type T { a(x: Int, x: Int): Int }', /"(?:T\.a\()?x/], ['enum E { A A }', /"(?:E\.)?A"/],
    ['type T @constructor { a: Int }', /Unknown directive "@constructor"/], ['type T { a: Int @nothing }', /Unknown directive "@nothing"/], ['type T @aws_iam @aws_iam { a: Int }', /aws_iam/],
    ['type T @aws_iam(x: 1) { a: Int }', /Unknown argument "x"/], ['type __T { a: Int }', /__T/], ['type T { __a: Int }', /__a/], ['input A { a: A! }', /within itself/],
    ['input A { b: B! }\ninput B { c: C! }\ninput C { x: Int a: A! }', /within itself/],
  ])('says what graphql-js says of %s', (sdl, message) => {
    expect(reference(root + sdl).join('\n')).toMatch(message);
    expect(sdlReferences(parse(root + sdl)).map((one) => one.message).join('\n')).toMatch(message);
  });

  it.each(['schema { query: Missing }', 'schema { query: In }\ninput In { a: Int }'])('knows the roots: %s', (sdl) => {
    expect(reference(sdl)).not.toEqual([]);
    expect(sdlReferences(parse(sdl))).toHaveLength(1);
  });

  it('points at the place', () => {
    const sdl = `${root}type T { a: Missing }`;
    expect(sdlReferences(parse(sdl))).toEqual([{ message: 'Unknown type "Missing".', start: sdl.indexOf('Missing'), end: sdl.indexOf('Missing') + 7 }]);
  });
});
