/** Would be another role's name once `<tenant>_` or `tenant_` is put before it, or has a meaning in PostgreSQL. */
const taken = /^(?:owner|public|none|application_admins|template|template_.*)$/u;

/** Why a role of the application cannot be called so: it is not formed as one, or the name is taken; null: it can. */
export function roleNameProblem(name: string): 'form' | 'taken' | null {
  if (!/^[a-z][a-z0-9_]{0,30}$/u.test(name)) return 'form';
  return taken.test(name) ? 'taken' : null;
}
