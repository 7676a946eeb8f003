import { roleNameProblem } from '../../src/config/role-name.js';

/** `billing, support`: without `users` and `admins`, which every project has; null where one of them is no name of a role. */
export function roleNames(text: string): readonly string[] | null {
  const names = text.split(',').map((name) => name.trim()).filter((name) => name !== '' && name !== 'users' && name !== 'admins');
  return names.every((name) => roleNameProblem(name) === null) ? [...new Set(names)] : null;
}

/** From 1 to a hundred million; null where it is none. */
export function wholeNumber(text: string): number | null {
  return /^[1-9]\d{0,7}$/u.test(text.trim()) ? Number(text) : null;
}

/** 12 digits. */
export function isAccount(text: string): boolean {
  return /^\d{12}$/u.test(text);
}

/** `eu-central-1`, `us-gov-west-1` */
export function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+)+-\d$/u.test(text);
}

/** A name that a terminal can show. */
export function isFolder(text: string): boolean {
  return text.trim() !== '' && !/[\u0000-\u001f\u007f-\u009f]/u.test(text);
}
