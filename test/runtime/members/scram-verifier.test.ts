import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scramVerifier as houseVerifier } from '../../../src/postgres/scram-verifier.js';
import { randomPassword } from '../../../src/runtime/secrets/random-password.js';
import { scramVerifier } from '../../../src/runtime/secrets/scram-verifier.js';
import { fc } from '../../support/property.js';

/** RFC 5802, section 3, from the verifier's own salt: what the server keeps of this password. */
function matches(password: string, verifier: string): boolean {
  const [, iterations = '', salt = '', stored = '', server = ''] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(verifier) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  return createHash('sha256').update(hmac('Client Key')).digest('base64') === stored && hmac('Server Key').toString('base64') === server;
}

describe('a verifier', () => {
  it('is the same thing in the runtime and in the house', () => {
    fc.assert(fc.property(fc.stringMatching(/^[ -~]{1,80}$/), (password) => {
      const [mine, house] = [scramVerifier(password), houseVerifier(password)];
      expect([matches(password, mine), matches(password, house)]).toEqual([true, true]);
      expect(mine.replace(/[A-Za-z0-9+/]{22,}=*/g, 'x')).toBe(house.replace(/[A-Za-z0-9+/]{22,}=*/g, 'x'));
      expect(matches(`${password} `, mine)).toBe(false);
      expect(scramVerifier(password)).not.toBe(mine);
    }), { numRuns: 30 });
  });

  it('is of a password of 256 bits', () => {
    const made = Array.from({ length: 100 }, randomPassword);
    expect(new Set(made).size).toBe(100);
    for (const password of made) expect(Buffer.from(password, 'base64url')).toHaveLength(32);
  });
});
