import type { Privileges } from './types.js';

/** One number per role, in the scope's order of roles; bits as the query's tests. */
export type RawPrivileges = readonly number[] | null;

const relationBits = { select: 1, insert: 2, update: 4, delete: 8 } as const;

/** The tests behind {@link relationPrivileges}, in the order of its bits. */
export const relationVerbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

export function relationPrivileges(roles: readonly string[], raw: RawPrivileges): Readonly<Record<string, Privileges>> {
  return byRole(roles, raw, (bits) => ({
    select: (bits & relationBits.select) !== 0,
    insert: (bits & relationBits.insert) !== 0,
    update: (bits & relationBits.update) !== 0,
    delete: (bits & relationBits.delete) !== 0,
  }));
}

export function columnPrivileges(roles: readonly string[], raw: RawPrivileges): Readonly<Record<string, Omit<Privileges, 'delete'>>> {
  return byRole(roles, raw, (bits) => ({
    select: (bits & relationBits.select) !== 0,
    insert: (bits & relationBits.insert) !== 0,
    update: (bits & relationBits.update) !== 0,
  }));
}

/** One yes or no per role: EXECUTE of a function, USAGE of a sequence. */
export function flagByRole(roles: readonly string[], raw: RawPrivileges): Readonly<Record<string, boolean>> {
  return byRole(roles, raw, (bits) => bits !== 0);
}

function byRole<T>(roles: readonly string[], raw: RawPrivileges, valueOf: (bits: number) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(roles.map((role, ordinal) => [role, valueOf(raw?.[ordinal] ?? 0)]));
}
