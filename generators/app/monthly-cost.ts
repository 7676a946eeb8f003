import type { Choices } from './types.js';

/** US dollars that AWS Secrets Manager takes for a secret and month (https://aws.amazon.com/secrets-manager/pricing/). */
const perSecret = 0.4;
/** Of the services: the owner, hooks, worker and rotation. */
const services = 4;

export interface MonthlyCost {
  readonly secrets: number;
  /** US dollars a month, rounded up. */
  readonly dollars: number;
}

/** What the logins cost: one for each member, or one for each role of each tenant and one for application admins. */
export function monthlyCost({ members, tenants, roles }: Pick<Choices, 'members' | 'tenants' | 'roles'>, credentials: 'user' | 'role'): MonthlyCost {
  const logins = credentials === 'user' ? members : tenants * (roles.length + 2) + 1;
  const secrets = logins + services;
  return { secrets, dollars: Math.ceil(secrets * perSecret) };
}

/** `1,004 secrets, $402 a month` */
export function costText({ secrets, dollars }: MonthlyCost): string {
  return `${grouped(secrets)} secrets, $${grouped(dollars)} a month`;
}

/** Digits in threes, in every locale the same. */
function grouped(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}
