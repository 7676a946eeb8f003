import { describe, expect, it } from 'vitest';
import { textScalars } from '../../../src/local/appsync/scalars/check-text.js';

const cases: Readonly<Record<string, readonly [good: readonly string[], bad: readonly string[]]>> = {
  AWSDate: [['1970-01-01', '1970-01-01Z', '1970-01-01-07:00', '2024-02-29+05:30:12', '-4712-01-01', '+12345-12-31'], ['1970-1-1', '1900-02-29', '2023-13-01', '12345-01-01', '2023-01-01T00:00:00Z', '']],
  AWSTime: [['12:30:00', '12:30:00.123', '12:30:00Z', '23:59:59.999999+02:00'], ['24:00:00', '12:60:00', '12:30', '12:30:00+02', 'noon']],
  AWSDateTime: [['1970-01-01T12:00:00Z', '1970-01-01T12:00:00.123456+00:30', '2024-02-29T00:00:00-07:00:30'], ['1970-01-01 12:00:00Z', '1970-01-01T12:00:00', '2023-02-29T12:00:00Z', '1970-01-01T12:00:00+19:00']],
  AWSEmail: [['a@b.test', 'a.b+c@mail.example.test'], ['a', 'a@', '@b.test', 'a b@c.test', 'a@b@c.test', 'a@-b.test']],
  AWSURL: [['https://a.test/x?y=1', 'mailto:a@b.test', 'http://localhost:3000'], ['/x', 'a.test', 'https://a.test//x', 'https://', 'java script:x']],
  AWSPhone: [['+49 30 123456', '555-123-4567', '911'], ['+', 'abc', '12 ', '+49 (30) 1', '--1']],
  AWSIPAddress: [['127.0.0.1', '127.0.0.1/8', '::1', '2001:db8::/32'], ['256.0.0.1', '127.0.0.1/33', '[::1]', '::1/129', '::1/', 'fe80::1%eth0']],
};

describe.each(Object.entries(cases))('%s', (name, [good, bad]) => {
  it.each(good)('takes %s', (text) => expect(textScalars[name]?.(text)).toBe(true));
  it.each(bad)('refuses %j', (text) => expect(textScalars[name]?.(text)).toBe(false));
});
