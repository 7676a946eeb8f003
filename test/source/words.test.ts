import { fc } from '../support/property.js';
import { expect, test } from 'vitest';
import { closest } from '../../src/source/closest.js';
import { compareCodePoints } from '../../src/source/compare-code-points.js';

test.each([
  ['resolver', ['resolvers', 'errors'], 'resolvers'],
  ['createdAt', ['created_at', 'creator'], 'created_at'],
  ['ordres', ['orders', 'users'], 'orders'],
  ['xyz', ['orders', 'users'], null],
  ['a', ['b'], 'b'],
  ['orders', ['orders'], null],
  ['', ['a'], null],
  ['x'.repeat(100_000), ['xx'], null],
])('%.20s among %j means %s', (name, candidates, expected) => {
  expect(closest(name, candidates)).toBe(expected);
});

test('the choice does not hang on the order of the candidates', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ab]{1,4}$/u)), (names) => {
      expect(closest('abab', names)).toBe(closest('abab', [...names].reverse()));
    }),
  );
});

test('code points are compared, not UTF-16 units', () => {
  expect(compareCodePoints('\uffee', '😀')).toBeLessThan(0);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
