import { randomBytes, randomUUID } from 'node:crypto';
import type { Utility } from './utility.js';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A KSUID counts seconds from 13 May 2014. */
const ksuidEpoch = 1_400_000_000;

function inBase(value: bigint, digits: string, length: number): string {
  const base = BigInt(digits.length);
  let rest = value;
  let text = '';
  for (let place = 0; place < length; place += 1) {
    text = `${digits[Number(rest % base)] ?? ''}${text}`;
    rest /= base;
  }
  return text;
}

const random = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`);

export const ids: Readonly<Record<string, Utility>> = {
  autoId: () => randomUUID(),
  /** 48 bits of milliseconds and 80 of chance. */
  autoUlid: () => inBase((BigInt(Date.now()) << 80n) + random(10), crockford, 26),
  /** 32 bits of seconds and 128 of chance. */
  autoKsuid: () => inBase((BigInt(Math.floor(Date.now() / 1000) - ksuidEpoch) << 128n) + random(16), base62, 27),
};
