import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { checkAppsyncJs } from '../../src/render/check-appsync-js.js';
import { checkTs } from '../../src/render/check-ts.js';
import { checkVtl } from '../../src/render/check-vtl.js';

const check = (body: string, rest = ''): readonly string[] =>
  checkAppsyncJs(parse(`import { util } from '@aws-appsync/utils';\nexport function request(ctx) { ${body} }\nexport function response(ctx) { return ctx.result; }\n${rest}`, { ecmaVersion: 2023, sourceType: 'module' }));

describe('the subset of AppSync\'s JavaScript', () => {
  it.each([
    'const { a, ...rest } = ctx.args; return { ...rest, b: a ?? null };', 'return [1].filter((x) => Object.hasOwn(ctx.args, x)).map((x) => `a.${x}`);',
    'for (const [k, v] of Object.entries(ctx.args)) { if (!v) { return k; } } return null;', "util.error('x', 'Y', null, { code: 'Y' });",
    'let x = 1; x = x + 1; return typeof x === "number" ? x : helper(x);',
  ])('takes %s', (body) => {
    expect(check(body, 'function helper(x) { return x; }')).toEqual([]);
  });

  it.each([
    ['throw new Error("x");', /ThrowStatement/], ['try { } catch { }', /TryStatement/], ['const x = new Date();', /NewExpression/], ['for (let i = 0; i < 1; i += 1) { }', /ForStatement/],
    ['while (true) { }', /WhileStatement/], ['const x = /a/;', /regular expression/], ['const x = 1n;', /bigint/], ['return "a" in ctx;', /operator in/], ['return ~1;', /operator ~/],
    ['let x = 1; x++;', /UpdateExpression/], ['return this;', /ThisExpression/], ['return Number("1");', /call of Number/], ['return parseInt("1");', /parseInt/],
    ['return ctx.args.a.includes("x");', /includes/], ['return Array.from([]);', /from/], ['return Array.isArray([]);', /isArray/], ['return Object.fromEntries([]);', /fromEntries/],
    ['return "x".substring(1);', /substring/], ['return util.toJson(1);', /util\.toJson/], ['ctx.args = {};', /assignment to ctx/], ['ctx = {};', /assignment to ctx/], ['return ctx["a"]();', /computed/],
    ['return fetch("x");', /fetch/], ['return helper((x) => x);', /function given/], ['return helper(helper);', /function given/], ['helper = null;', /assignment to helper/],
    ['return (() => 1)();', /computed/], ['return eval("1");', /eval/], ['return process.env;', /process/], ['return console;', /console/], ['var x = 1;', /var declaration/],
    ['const f = async () => 1;', /async/], ['return (x) => x;', /function returned/], ['class A { }', /ClassDeclaration/], ['label: for (const x of []) { break label; }', /LabeledStatement/],
  ])('refuses %s', (body, message) => {
    const found = check(body, 'function helper(x) { return x; }');
    expect(found.some((one) => message.test(one)), found.join('; ')).toBe(true);
  });

  it('refuses recursion, other imports and missing handlers', () => {
    expect(check('return a(1);', 'function a(x) { return b(x); }\nfunction b(x) { return a(x); }')).toEqual(['a calls itself', 'b calls itself']);
    const program = (code: string): readonly string[] => checkAppsyncJs(parse(code, { ecmaVersion: 2023, sourceType: 'module' }));
    expect(program("import { a } from 'fs';\nexport function request() { return 1; }")).toEqual(['no export response', 'an import from fs']);
  });
});

describe('rough readings', () => {
  it('see what does not close in a template', () => {
    expect(checkVtl('## " #if\n#if($a)\n{"x": $util.toJson($a)}\n#end')).toEqual([]);
    expect(checkVtl('#if($a)')).toEqual(['1 directives without #end']);
    expect(checkVtl('#end')).toEqual(['#end without a beginning']);
    expect(checkVtl('{"a": "b}')).toEqual(['a string without end']);
    expect(checkVtl('{"a": [1}')).toEqual(['} closes nothing']);
    expect(checkVtl('#set($x = {')).toEqual([')} is missing']);
  });

  it('see what does not close in TypeScript', () => {
    expect(checkTs("/** it's { */ type A = { a: 'x}' | \"{\" }; // (")).toEqual([]);
    expect(checkTs('type A = { a: string')).toEqual(['} is missing']);
    expect(checkTs("type A = 'x\n'")).toEqual(['a string without end']);
    expect(checkTs('/* x')).toEqual(['a comment without end']);
    expect(checkTs('type A = [string}')).toEqual(['} closes nothing']);
  });
});
