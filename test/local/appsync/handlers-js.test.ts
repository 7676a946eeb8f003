import { describe, expect, it } from 'vitest';
import type { HandlerContext, Outcome } from '../../../src/local/appsync/handler.js';
import { createJsRuntime } from '../../../src/local/appsync/run-js.js';
import { js } from './api.js';

const context: HandlerContext = { args: { id: '1' }, source: null, identity: null };

function run(body: string, given: Partial<HandlerContext> = {}): Outcome {
  return createJsRuntime({ timeLimit: 300 }).compile('Query.test', js(body, 'return null;')).run('request', { ...context, ...given });
}

const value = (expression: string): unknown => run(`return ${expression};`).value;

describe('the code', () => {
  it.each([
    'throw ctx;', 'while (true) { }', 'const x = new Date();', 'const x = globalThis;', 'return process.env;', 'return eval("1");', 'return ctx.args.constructor("x");',
    'return util.toJson(1);', 'return [1].includes(1);', 'return "a".repeat(9);', 'ctx.args = {};', 'return ctx["args"]["toString"]();', 'const f = (n) => f(n); return f(1);',
  ])('%s is refused when it is loaded', (body) => {
    expect(() => run(body)).toThrow(/^Query\.test: /);
  });

  it('has at most 32 KB, and both handlers', () => {
    expect(() => run(`return '${'x'.repeat(32_768)}';`)).toThrow('bytes of at most 32768');
    expect(() => createJsRuntime().compile('a', 'export function request() { return 1; }')).toThrow('a: no export response');
    const listed = "import { util as u } from '@aws-appsync/utils';\nconst request = (ctx) => ctx.args;\nfunction answer(ctx) { return ctx.result; }\nexport { request, answer as response };";
    const handlers = createJsRuntime().compile('a', listed);
    expect([handlers.run('request', context).value, handlers.run('response', { ...context, result: [1] }).value]).toEqual([{ id: '1' }, [1]]);
  });

  it('may be all that AppSync documents', () => {
    const body = `let sum = 0; for (const x of [1, 2, 3]) { if (x > 2) { break; } sum += x; }
      for (const key in ctx.args) { sum += key.length; } switch (sum) { case 5: sum **= 2; break; default: sum = 0; }
      const { a = 4, ...rest } = { b: 1 }; return { sum, a, rest, text: 'a.b.c'.replaceAll('[.]', '-') + 'a.b'.replace('.', 'x'), bad: JSON.parse('{') };`;
    expect(run(body).value).toEqual({ sum: 25, a: 4, rest: { b: 1 }, text: 'a-b-cx.b', bad: '' });
  });

  it('stops after 1000 rounds of a loop, or after its time', () => {
    expect(run('const list = [1]; for (const x of list) { list.push(x); } return 1;').error).toMatchObject({ type: 'Code', message: 'A loop has more than 1000 iterations' });
    expect(run('let list = [1]; for (const x of util.matches("a", "b") ? [] : "x".concat("y").split("")) { list = list.concat(list); } return list.length;').value).toBe(4);
    const slow = 'const a = "x,".concat("").split(","); let s = "xxxxxxxxxx"; const r = [0,1,2,3,4,5,6,7,8,9].flatMap((a) => [0,1,2,3,4,5,6,7,8,9]).flatMap((a) => [0,1,2,3,4,5,6,7,8,9]).flatMap((a) => [0,1,2,3,4,5,6,7,8,9]).flatMap((a) => [0,1,2,3,4,5,6,7,8,9]).flatMap((a) => [0,1,2,3,4,5,6,7,8,9]).flatMap((a) => [0,1,2,3,4,5,6,7,8,9]).flatMap((a) => [0,1,2,3,4,5,6,7,8,9]); return r.length;';
    expect(run(slow).error).toMatchObject({ type: 'Code', message: 'The handler runs too long' });
  });

  it('keeps nothing from one call to the next', () => {
    const code = "import { util } from '@aws-appsync/utils';\nconst seen = [];\nexport function request(ctx) { seen.push(1); ctx.stash.n = seen.length; return seen; }\nexport function response(ctx) { return ctx.stash; }";
    const handlers = createJsRuntime().compile('a', code);
    handlers.run('request', context);
    const { value: seen, stash } = handlers.run('request', context);
    expect([seen, stash]).toEqual([[1], { n: 1 }]);
  });

  it('cannot change what other code runs on', () => {
    const runtime = createJsRuntime();
    const poison = runtime.compile('a', js('Object.prototype.admin = true; return 1;', 'return 1;')).run('request', context);
    const other = runtime.compile('b', js('return { admin: ctx.args.admin ?? null };', 'return 1;')).run('request', context);
    expect([poison.error?.type, other.value, Object.hasOwn(Object.prototype, 'admin')]).toEqual(['Code', { admin: null }, false]);
  });

  it('gets prototype keys as keys', () => {
    const args = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}') as Record<string, unknown>;
    const outcome = run('return { own: Object.keys(ctx.args), admin: ctx.args.admin ?? null };', { args });
    expect(outcome.value).toEqual({ own: ['__proto__', 'constructor'], admin: null });
  });

  it('is told where it went wrong', () => {
    expect(run('\nreturn ctx.args.no.no;').error).toMatchObject({ type: 'Code', message: expect.stringMatching(/^code\.js:3:\d+: TypeError: Cannot read properties of undefined/) as string });
  });
});

describe('util', () => {
  it('ends a handler, or adds errors to its value', () => {
    expect(run("util.appendError('more', 'A', { a: 1 }); util.error('no', 'CONFLICT', null, { code: 'CONFLICT' });")).toMatchObject({
      kind: 'error', value: null, error: { message: 'no', type: 'CONFLICT', data: null, errorInfo: { code: 'CONFLICT' } }, appended: [{ message: 'more', type: 'A', data: { a: 1 } }],
    });
    expect(run("runtime.earlyReturn({ a: 1 }); return 2;")).toMatchObject({ kind: 'early', value: { a: 1 }, error: null });
    expect(run('util.unauthorized();').error?.type).toBe('Unauthorized');
    expect(run('return util.authType();', { authType: 'IAM Authorization' }).value).toBe('IAM Authorization');
  });

  it.each([
    ["util.urlEncode('a b&c/ä*')", 'a+b%26c%2F%C3%A4*'], ["util.urlDecode('a+b%26')", 'a b&'], ["util.base64Encode('ä')", 'w6Q='], ["util.base64Decode('w6Q=')", 'ä'],
    ["util.escapeJavaScript('\"a/b\\n')", String.raw`\"a\/b\n`], ["util.matches('^a+$', 'aaa')", true], ["util.str.toUpper('ab')", 'AB'],
    ["util.str.toReplace('a.a', 'a', 'b')", 'b.b'], ["util.math.roundNum(2.5)", 3], ['util.math.minVal(2, 1)', 1], ["util.str.normalize('a\\u0308', 'nfc')", 'ä'],
    ["util.time.epochMilliSecondsToISO8601(0)", '1970-01-01T00:00:00.000Z'], ["util.time.parseISO8601ToEpochMilliSeconds('1970-01-01T01:00:00+01:00')", 0],
    ["util.time.epochMilliSecondsToFormatted(1708977600000, \"EEE, d MMM yyyy HH:mm:ss 'x' Z\", 'Europe/Berlin')", 'Mon, 26 Feb 2024 21:00:00 x +0100'],
    ["util.time.parseFormattedToEpochMilliSeconds('2024-07-01 02:00', 'yyyy-MM-dd HH:mm', 'Europe/Berlin')", Date.UTC(2024, 6, 1)],
    ["util.time.parseFormattedToEpochMilliSeconds('01/Feb/2024 1:05 PM +0200', 'dd/MMM/yyyy h:mm a Z')", Date.UTC(2024, 1, 1, 11, 5)],
  ])('%s is %j', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  it('makes ids', () => {
    expect(value('[util.autoId(), util.autoUlid(), util.autoKsuid()]')).toEqual([
      expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/), expect.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/), expect.stringMatching(/^[0-9A-Za-z]{27}$/),
    ]);
  });

  it('tells its own mistakes as the handler\'s', () => {
    expect(run("return util.time.parseISO8601ToEpochMilliSeconds('x');").error).toMatchObject({ type: 'Code', message: 'Unable to parse x as a time in ISO 8601' });
    expect(run("return util.matches('(', 'x');").error?.type).toBe('Code');
  });

  it('makes subscription filters', () => {
    expect(value("util.transform.toSubscriptionFilter({ a: { eq: 1 }, b: { in: [2] }, or: [{ c: { gt: 3 } }, { c: { lt: 0 } }] }, ['b'], { t: { eq: 'acme' } })")).toEqual({
      filterGroup: [
        { filters: [{ fieldName: 'a', operator: 'eq', value: 1 }, { fieldName: 'c', operator: 'gt', value: 3 }, { fieldName: 't', operator: 'eq', value: 'acme' }] },
        { filters: [{ fieldName: 'a', operator: 'eq', value: 1 }, { fieldName: 'c', operator: 'lt', value: 0 }, { fieldName: 't', operator: 'eq', value: 'acme' }] },
      ],
    });
  });
});
