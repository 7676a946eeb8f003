/** As in `cognition.users.email`; no controls, no halves of characters, nothing invisible. */
const emailForm = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;

/**
 * An address without white space around it, null for what no member could have.
 *
 * Lower case and NFC are made by PostgreSQL, which did the same to what it compares with. No character may become an
 * ASCII one by it: the Kelvin sign would be a `k`, and its mailbox somebody else's.
 */
export function emailOf(value: unknown): string | null {
  const email = typeof value === 'string' && value.length <= 1_000 ? value.trim() : '';
  const foreign = email.replace(/[\0-\x7f]/g, '');
  const becomes = [...foreign].map((character) => character.normalize('NFC').toLowerCase()).join('');
  return email.length <= 254 && emailForm.test(email) && !/[\0-\x7f]/.test(becomes) ? email : null;
}
