import { fc } from '../support/property.js';
import { describe, expect, it } from 'vitest';
import type { Catalog, PgType, Relation } from '../../src/catalog/types.js';
import { camelCase, isLegalName, pascalCase, upperSnake } from '../../src/names/casing.js';
import { chooseNames } from '../../src/names/choose-names.js';
import { plural, singular } from '../../src/names/inflect.js';
import { catalogOf, relationOf, settingsOf } from './support.js';

describe('words', () => {
  it.each([
    ['order_items', 'orderItems', 'OrderItems', 'ORDER_ITEMS'],
    ['createdAt', 'createdAt', 'CreatedAt', 'CREATED_AT'],
    ['CustomerID', 'customerId', 'CustomerId', 'CUSTOMER_ID'],
    ['HTTPServer', 'httpServer', 'HttpServer', 'HTTP_SERVER'],
    ['Order Details', 'orderDetails', 'OrderDetails', 'ORDER_DETAILS'],
    ['2fa', '_2fa', '_2fa', '_2FA'],
    ['_id', '_id', '_Id', '_ID'],
    ['__typename', '_typename', '_Typename', '_TYPENAME'],
    ['trailing_', 'trailing', 'Trailing', 'TRAILING'],
    ['a_1_2', 'a1_2', 'A1_2', 'A_1_2'],
    ['straße_naïve', 'strasseNaive', 'StrasseNaive', 'STRASSE_NAIVE'],
    ['客户', 'u5ba2U6237', 'U5ba2U6237', 'U5BA2_U6237'],
    ['!', 'u21', 'U21', 'U21'],
    ['', 'empty', 'Empty', 'EMPTY'],
    ['😀', 'u1f600', 'U1f600', 'U1F600'],
  ])('of %j', (name, camel, pascal, upper) => {
    expect([camelCase(name), pascalCase(name), upperSnake(name)]).toEqual([camel, pascal, upper]);
  });

  it('always make names that GraphQL can say', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ unit: fc.constantFrom('_', '1', 'a', 'B', '-', 'é') })), (name) => {
      for (const made of [camelCase(name), pascalCase(name), upperSnake(name)]) expect(isLegalName(made), made).toBe(true);
    }), { numRuns: 2000 });
  });
});

describe('numbers', () => {
  it.each([
    ['people', 'person'], ['children', 'child'], ['statuses', 'status'], ['addresses', 'address'], ['analyses', 'analysis'], ['order_items', 'order_item'],
    ['categories', 'category'], ['boxes', 'box'], ['caches', 'cache'], ['cookies', 'cookie'], ['viruses', 'virus'], ['schemas', 'schema'], ['lenses', 'lens'], ['canvases', 'canvas'],
    ['indices', 'index'], ['criteria', 'criterion'], ['sales_people', 'sales_person'], ['buses', 'bus'], ['houses', 'house'], ['databases', 'database'], ['movies', 'movie'], ['aliases', 'alias'],
    ['orders_2024', 'order_2024'],
  ])('%s are many of %s', (many, one) => {
    expect([singular(many), plural(one), singular(one), plural(many)]).toEqual([one, many, one, many]);
  });

  it.each(['series', 'data', 'news', 'metadata', 'media', 'staff', 'equipment', 'information', 'sms', 'user_data', 'species'])('%s is both', (word) => {
    expect([singular(word), plural(word)]).toEqual([word, word]);
  });
});

describe('chooseNames', () => {
  const text = 25;

  it('gives types, fields and lists their names', () => {
    const { value, diagnostics } = chooseNames(catalogOf([relationOf(1, 'order_items', ['id', 'unit_price'])]), settingsOf());
    expect(diagnostics).toEqual([]);
    expect(value.relations[1]).toEqual({ type: 'OrderItem', one: 'orderItem', many: 'orderItems', manyType: 'OrderItems', columns: { id: 'id', unit_price: 'unitPrice' } });
    expect(value.types[1001]).toEqual({ type: 'OrderItemRow', attributes: { id: 'id', unit_price: 'unitPrice' }, labels: {} });
  });

  it('reports a clash with both owners, and the line that resolves it', () => {
    const catalog = catalogOf([relationOf(1, 'people', ['a']), relationOf(2, 'person', ['a', 'line_1', 'line1'])]);
    const { diagnostics } = chooseNames(catalog, settingsOf());
    expect(diagnostics.map(({ code, message, span, hint, related }) => [code, message, span?.start, hint, related.map((one) => one.span.start)])).toEqual([
      ['PGC301', 'column person.line_1 and column person.line1 would have the same field of person line1', 201, 'give one of them another name in resolvers.yaml: tables: { person: { columns: { line1: { name: line12 } } } }', [202]],
      ['PGC300', 'table people and table person would have the same type Person', 1, 'give one of them another name in resolvers.yaml: tables: { person: { type: Person2 } }', [2]],
    ]);
  });

  it('takes the names that the spec gives, and says what is wrong with them', () => {
    const catalog = catalogOf([relationOf(1, 'people', ['a', 'b', 'c'])], [{ name: 'mood', labels: ['in progress', 'IN_PROGRESS', '', 'true', 'ok'] }]);
    const { value, diagnostics } = chooseNames(catalog, settingsOf([
      { table: 'people', type: 'Human', columns: { a: { name: 'alpha' }, b: { hidden: true }, c: { name: '__c' }, d: { name: 'd' } } },
      { table: 'mood', columns: { 'in progress': { name: 'RUNNING' }, nope: { name: 'X' } } },
      { table: 'persons', columns: {} },
    ]));
    expect(value.relations[1]).toMatchObject({ type: 'Human', one: 'human', many: 'humans', manyType: 'Humans', columns: { a: 'alpha', c: 'c' } });
    expect(value.types[5000]?.labels).toEqual({ 'in progress': 'RUNNING', IN_PROGRESS: 'IN_PROGRESS', '': 'EMPTY', true: 'TRUE', ok: 'ok' });
    expect(value.leftOut).toEqual([{ object: 'column people.b', code: 'PGC313', reason: 'hidden in resolvers.yaml' }]);
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['PGC306', 'people has no column d'], ['PGC306', 'mood has no label nope'], ['PGC305', 'there is no table, view, enum or composite type persons'], ['PGC303', 'GraphQL cannot say "__c"'],
    ]);
  });

  it('reports labels that would be one value', () => {
    const { diagnostics } = chooseNames(catalogOf([], [{ name: 'mood', labels: ['in progress', 'IN_PROGRESS'] }]), settingsOf());
    expect(diagnostics.map(({ code, hint, related }) => [code, hint, related])).toEqual([
      ['PGC302', 'give one of them another name in resolvers.yaml: tables: { mood: { columns: { "IN_PROGRESS": { name: IN_PROGRESS_2 } } } }', []],
    ]);
  });

  it('reports three labels of one value once', () => {
    const { diagnostics } = chooseNames(catalogOf([], [{ name: 'mood', labels: ['in transit', 'in-transit', 'IN_TRANSIT'] }]), settingsOf());
    expect(diagnostics.map(({ message, hint }) => [message, hint])).toEqual([[
      'label "in transit" of mood, label "in-transit" of mood and label "IN_TRANSIT" of mood would have the same value of enum mood IN_TRANSIT',
      'give all but one of them another name in resolvers.yaml, for example: tables: { mood: { columns: { "IN_TRANSIT": { name: IN_TRANSIT_2 } } } }',
    ]]);
  });

  it('keeps away from names that are taken', () => {
    const tables = ['query', 'strings', 'mutations', 'aws_keys', 'string_conditions'];
    const { value, diagnostics } = chooseNames(catalogOf(tables.map((name, index) => relationOf(index + 1, name, ['a']))), settingsOf());
    expect(Object.values(value.relations).map(({ type }) => type)).toEqual(['QueryRecord', 'StringRecord', 'MutationRecord', 'AwsKey', 'StringConditionRecord']);
    expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['info PGC307', 'info PGC307', 'info PGC307', 'info PGC307']);
  });

  it('lets an enum give way to a table, and says so', () => {
    const { value, diagnostics } = chooseNames(catalogOf([relationOf(1, 'statuses', ['a'])], [{ name: 'status', labels: ['x'] }]), settingsOf());
    expect([value.relations[1]?.type, value.types[5000]?.type]).toEqual(['Status', 'StatusEnum']);
    expect(diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([['PGC307', 'info', 'enum status is type StatusEnum: Status is taken']]);
  });

  it('leaves partitions and other schemas out, and says so', () => {
    const partition: Relation = { ...relationOf(2, 'events_2026', ['a']), partitionOf: 1 };
    const foreign: Relation = { ...relationOf(3, 'spatial_ref_sys', ['a']), schema: 'extensions', schemaKind: 'extensions' };
    const { value } = chooseNames(catalogOf([relationOf(1, 'events', ['a']), partition, foreign, relationOf(4, 'nothing', [])]), settingsOf());
    expect(Object.keys(value.relations)).toEqual(['1']);
    expect(value.leftOut.map(({ object, code }) => [object, code])).toEqual([['table events_2026', 'PGC310'], ['table extensions.spatial_ref_sys', 'PGC311'], ['table nothing', 'PGC316']]);
  });

  it('is legal, deterministic, and injective or reported, whatever the names', () => {
    const name = fc.oneof(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }), fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'A', '_', '1', ' ', 's') }));
    const table = fc.tuple(name, fc.uniqueArray(name, { minLength: 1, maxLength: 5 }));
    const enums = fc.uniqueArray(fc.tuple(fc.constant('e'), fc.uniqueArray(fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'A', '_', '-', ' ', 'é', 'true') }), { minLength: 1, maxLength: 5 })), { maxLength: 1 });
    fc.assert(fc.property(fc.uniqueArray(table, { maxLength: 5, selector: ([one]) => one }), enums, (tables, labels) => {
      const catalog = catalogOf(tables.map(([one, columns], index) => relationOf(index + 1, one, columns)), labels.map(([one, all]) => ({ name: one, labels: all })));
      const { value, diagnostics } = chooseNames(catalog, settingsOf());
      expect(chooseNames(catalog, settingsOf())).toEqual({ value, diagnostics });
      const relations = Object.values(value.relations);
      const types = [...relations.map(({ type }) => type), ...Object.values(value.types).map(({ type }) => type)];
      const sets = [...relations.map(({ columns }) => Object.values(columns)), ...Object.values(value.types).map((one) => Object.values(one.labels))];
      for (const made of [...types, ...sets.flat(), ...relations.flatMap(({ one, many, manyType }) => [one, many, manyType])]) expect(isLegalName(made), made).toBe(true);
      const has = (code: string): boolean => diagnostics.some((one) => one.code === code);
      expect(new Set(types).size < types.length).toBe(has('PGC300'));
      expect(sets.some((set) => new Set(set).size < set.length)).toBe(has('PGC301') || has('PGC302'));
    }), { numRuns: 300 });
  });

  it('names no column of a type that the API does not have', () => {
    const types: PgType[] = [{ ...catalogOf([]).types[text] as PgType, oid: 70, kind: 'pseudo', name: 'internal' }];
    const base = catalogOf([relationOf(1, 'odd', ['a', 'b'])]);
    const odd = base.relations[0] as Relation;
    const changed: Relation = { ...odd, columns: odd.columns.map((column, index) => (index === 0 ? { ...column, type: 70 } : column)) };
    const catalog: Catalog = { ...base, relations: [changed], types: { ...base.types, 70: types[0] as PgType } };
    const { value } = chooseNames(catalog, settingsOf());
    expect(value.relations[1]?.columns).toEqual({ b: 'b' });
    expect(value.leftOut).toEqual([{ object: 'column odd.a', code: 'PGC312', reason: 'values of type internal cannot be sent or returned' }]);
  });
});
