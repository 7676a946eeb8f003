import { describe, expect, it } from 'vitest';
import { checkSdl } from '../../src/graphql/check-sdl.js';
import { description } from '../../src/graphql/description.js';

const root = 'schema { query: Query }\n';
const messages = (sdl: string): string[] => checkSdl(sdl).map(({ message }) => message);

describe('checkSdl', () => {
  it('takes what AppSync takes', () => {
    expect(checkSdl(`${root}# a\ntype Query {\n  # b "x\n  a(x: In, d: AWSDate): [E!]! @aws_iam\n}\ninput In { enum: Int, j: AWSJSON }\n# c\nenum E { a b }\ntype T @aws_api_key @aws_cognito_user_pools(cognito_groups: ["a"]) { enum: Int }`)).toEqual([]);
  });

  it.each([
    ['block strings', `${root}"""x"""\ntype Query { a: Int }`, /# lines/],
    ['scalars', `${root}scalar Long\ntype Query { a: Long }`, /scalar Long/],
    ['AppSync\'s own scalars said again', `${root}scalar AWSDate\ntype Query { a: AWSDate }`, /scalar AWSDate/],
    ['directive definitions', `${root}directive @x on OBJECT\ntype Query { a: Int }`, /directive @x/],
    ['unknown directives', `${root}type Query { a: Int @custom }`, /Unknown directive/],
    ['extensions', `${root}type Query { a: Int }\nextend type Query { b: Int }`, /no `extend`/],
    ['interface inheritance', `${root}interface A { a: Int }\ninterface B implements A { a: Int }\ntype Query { a: Int }`, /no inheritance/],
    ['defaults of arguments', `${root}type Query { a(x: Int = 1): Int }`, /default values/],
    ['defaults of inputs', `${root}input I { x: Int = 1 }\ntype Query { a(i: I): Int }`, /default values/],
    ['empty types', `${root}type T\ntype Query { a: T }`, /no fields/],
    ['empty enums', `${root}enum E\ntype Query { a: E }`, /no values/],
    ['types in inputs', `${root}type T { a: Int }\ninput I { t: T }\ntype Query { a(i: I): Int }`, /no input type/],
    ['types as arguments', `${root}type T { a: Int }\ntype Query { a(t: [T!]): Int }`, /no input type/],
    ['inputs as results', `${root}input I { a: Int }\ntype Query { a: I }`, /is an input type/],
    ['comments in enums', `${root}enum E {\n  # no\n  A\n}\ntype Query { a: E }`, /comment inside an enum/],
    ['descriptions in enums', `${root}enum E {\n  """no"""\n  A\n}\ntype Query { a: E }`, /# lines/],
    ['reserved names', `${root}type AWSThing { a: Int }\ntype Query { a: AWSThing }`, /reserved/],
    ['names GraphQL keeps', `${root}enum E { true }\ntype Query { a: E }`, /true/],
    ['directives at arguments', `${root}type Query { a(x: Int @aws_iam): Int }`, /aws_iam/],
    ['unknown types', `${root}type Query { a: Nothing }`, /Unknown type/],
    ['a missing schema definition', 'type Query { a: Int }', /schema \{ query/],
    ['what does not parse', 'type Query {', /Syntax Error/],
  ])('refuses %s', (_what, sdl, message) => {
    expect(messages(sdl).some((one) => message.test(one)), messages(sdl).join('\n')).toBe(true);
  });

  it('points at the place', () => {
    const sdl = `${root}scalar Long\ntype Query { a: Int }`;
    expect(checkSdl(sdl)[0]?.span).toEqual({ file: 'generated/schema.graphql', start: root.length, end: root.length + 'scalar Long'.length });
  });

  it('counts bytes and lines', () => {
    const type = (i: number): string => `type T${i} { a: Int }`;
    const lines = Array.from({ length: 26_000 }, (_, i) => type(i)).join('\n');
    expect(checkSdl(`${root}type Query { a: Int }\n${lines}\n`).map(({ code, severity }) => [code, severity])).toEqual([['PGC351', 'warning']]);
    const wide = `${root}# ${'é'.repeat(500_000)}\ntype Query { a: Int }`;
    expect(checkSdl(wide).map(({ code, severity }) => [code, severity])).toEqual([['PGC350', 'error']]);
  });
});

describe('description', () => {
  it('splits at every line end that a reader may know, and drops what is invisible', () => {
    expect(description('a\r\nb\rc\u2028d\u0085e\n\n')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(description('\n x\t\u0000\u202ey \ud800 😀 ')).toEqual([' x  y \ufffd 😀']);
    expect(description('\n\n')).toEqual([]);
    expect(description(null)).toEqual([]);
  });
});
