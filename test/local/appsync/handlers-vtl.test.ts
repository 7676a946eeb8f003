import { describe, expect, it } from 'vitest';
import type { HandlerContext, Outcome } from '../../../src/local/appsync/handler.js';
import { compileVtl } from '../../../src/local/appsync/run-vtl.js';

const args = { id: '1', zero: 0, empty: '', none: null, list: [3, 1, 2], map: { a: 'x', 'custom:tenant': 'acme', size: 5 }, evil: '$util.error("no") #if(true)' };
const info = { fieldName: 'order', parentTypeName: 'Query', variables: {}, selectionSetList: ['id'], selectionSetGraphQL: '{\n  id\n}' };
const context: HandlerContext = { args, source: { id: 's' }, identity: { sub: 'u' }, info, result: { data: 1 }, error: null };

const run = (template: string): Outcome => compileVtl('t', { request: template, response: '' }).run('request', context);
const printed = (template: string): unknown => {
  const { value, error } = run(`"${template}"`);
  return error ?? value;
};

describe('a template', () => {
  it.each([
    ['$ctx.args.id$context.arguments.id', '11'], ['$nope $!nope $ctx.args.nope ${nope}x', '$nope  $ctx.args.nope ${nope}x'], ['$ctx.args.map.get(\'custom:tenant\')', 'acme'],
    ['#if($ctx.args.zero)yes#end#if($ctx.args.empty)yes#end#if($ctx.args.none)no#elseif(!$nope)else#end', 'yesyeselse'], ['#set($a = 7 / 2)$a #set($a = 7 % 4)$a #set($a = 7 / 0)$a', '3 3 $a'],
    ['#foreach($i in $ctx.args.list)$foreach.index:$i#if($foreach.hasNext),#end#end', '0:3,1:1,2:2'], ['#foreach($i in [1..9])#if($i == 3)#break#end$i#end.', '12.'],
    ['#foreach($e in $ctx.args.map.entrySet())$e.key=$e.value;#end', 'a=x;custom:tenant=acme;size=5;'], ['$ctx.args.map.size $ctx.args.map.size() $ctx.args.list.isEmpty()', '5 3 false'],
    ['#set($x = {})$util.qr($x.put(\'k\', [1, 2]))$x', '{k=[1, 2]}'], ['#set($x = \'$ctx.args.id\')$x', '$ctx.args.id'], ['#set($t = $ctx.args.evil.substring(0, 5))$t', '$util'],
    ['$util.typeOf($ctx.args) $util.isNullOrBlank(\' \') $util.defaultIfNullOrEmpty($ctx.args.empty, \'d\')', 'Map true d'], ['#if(1 == \'1\' && 2 >= 1 && (1 != 2))ok#end', 'ok'],
  ])('%s prints %s', (template, expected) => {
    expect(printed(template)).toBe(expected);
  });

  it('puts texts in once, and runs nothing of what came in', () => {
    expect(run('{"a": $util.toJson($ctx.args.evil), "b": $util.toJson("x $ctx.args.evil #if(1)")}').value).toEqual({ a: args.evil, b: `x ${args.evil} #if(1)` });
  });

  it('reads selections by their names, and leaves them out of the whole', () => {
    expect(run('[$util.toJson($ctx.info), $util.toJson($ctx.info.selectionSetList)]').value).toEqual([{ fieldName: 'order', parentTypeName: 'Query', variables: {} }, ['id']]);
  });

  it('ends early with #return', () => {
    expect(run('#if($ctx.args.id)#return({"a": $ctx.args.list})#end{"b": 1}')).toMatchObject({ kind: 'early', value: { a: [3, 1, 2] } });
    expect(run('#return')).toMatchObject({ kind: 'early', value: null });
  });

  it('ends with #break outside of loops', () => {
    expect(run('1 #break 2')).toMatchObject({ kind: 'value', value: 1 });
  });

  it('raises and appends errors, and keeps its stash', () => {
    expect(run('$util.qr($ctx.stash.put("__proto__", 1))$util.appendError("more", "A")$util.error("no", "CONFLICT", $ctx.result, {"code": 1})')).toMatchObject({
      kind: 'error', error: { message: 'no', type: 'CONFLICT', data: { data: 1 }, errorInfo: { code: 1 } }, appended: [{ message: 'more', type: 'A' }],
      stash: JSON.parse('{"__proto__": 1}') as unknown,
    });
    expect(run('#set($right = $ctx.args.id == "2")$util.validate($right, "wrong id")').error).toMatchObject({ message: 'wrong id', type: 'CustomTemplateException' });
    expect(run('$util.unauthorized()').error?.type).toBe('Unauthorized');
  });

  it('is null where nothing is printed, and has to print JSON', () => {
    expect(run('#set($a = 1)').value).toBeNull();
    expect(run('{"a": $nope}').error).toMatchObject({ type: 'MappingTemplate' });
  });

  it('has 1000 iterations in a loop, and 64 KB', () => {
    expect(run('#set($n = 0)#foreach($i in [1..1000])#set($n = $n + 1)#end$n').value).toBe(1000);
    expect(run('#foreach($i in [1..1001])#end 1').error?.message).toBe('#foreach has more than 1000 iterations');
    expect(() => run(`"${'x'.repeat(65_536)}"`)).toThrow('t: a template of');
    expect(() => run('#macro(m)x#end')).toThrow('t: AppSync has no directive #macro');
    for (const broken of ['#if(', '#if($a)x', '#foreach($x in $y)']) expect(() => run(broken)).toThrow(/^t: Parse error/);
  });

  it.each(['$ctx.constructor', '$ctx.args.id.constructor', '$util.class', '$util.error.constructor', '$ctx.args.map.__proto__', '$ctx.args["constructor"]', '$ctx.args.list.constructor("return 1")', '$ctx.args.id.eval("x")', '$constructor', '$ctx.get("__proto__").toString()'])(
    '%s reaches nothing', (reference) => {
      expect(run(`#set($x = ${reference})$util.toJson($x)`).value).toBeNull();
    },
  );

  it('has the functions that JavaScript resolvers have', () => {
    expect(run('[$util.toJson($util.urlEncode("a b")), $util.toJson($util.time.epochMilliSecondsToISO8601(0)), $util.toJson($util.parseJson("{}"))]').value).toEqual(['a+b', '1970-01-01T00:00:00.000Z', {}]);
    expect(run('$extensions.setSubscriptionFilter($util.transform.toSubscriptionFilter({"a": {"eq": 1}}))null').extensions).toEqual([
      { name: 'setSubscriptionFilter', values: [{ filterGroup: [{ filters: [{ fieldName: 'a', operator: 'eq', value: 1 }] }] }] },
    ]);
  });
});
