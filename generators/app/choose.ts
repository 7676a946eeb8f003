import { resolve } from 'node:path';
import type { Io } from '../io.js';
import { untilInputEnds } from '../until-input-ends.js';
import { costText, monthlyCost } from './monthly-cost.js';
import { isAccount, isFolder, isRegion, roleNames, wholeNumber } from './read-values.js';
import type { AppCommand, Choices } from './types.js';

export const defaults: Omit<Choices, 'root' | 'folder'> = {
  engine: 'js', roles: [], credentials: 'user', lambda: true, infra: 'cdk', account: '000000000000', region: 'eu-central-1', postgres: 17, template: 'sample', members: 1000, tenants: 100,
};

/** Asked, or taken for granted; null: who sits there would rather not. */
export async function choose({ folder, told, interactive }: AppCommand, io: Io): Promise<Choices | null> {
  const { terminal, signal } = io;
  const wanted = interactive && terminal !== undefined
    ? await asked(folder, told, { ...terminal, signal })
    : { folder: folder ?? '.', ...defaults, ...told };
  return wanted === null ? null : { ...wanted, root: resolve(io.cwd, wanted.folder) };
}

class Cancelled extends Error {}

/** The flags' own words, for all that no flag said. */
async function asked(folder: string | null, told: AppCommand['told'], terminal: NonNullable<Io['terminal']> & Pick<Io, 'signal'>): Promise<Omit<Choices, 'root'> | null> {
  const prompts = await import('@clack/prompts');
  const answered = async <T>(prompt: (where: typeof terminal) => Promise<T>): Promise<Exclude<T, symbol>> => {
    const value = await untilInputEnds(terminal, (signal) => prompt({ ...terminal, signal }));
    if (typeof value === 'symbol') throw new Cancelled();
    return value as Exclude<T, symbol>;
  };
  const text = (message: string, initialValue: string, validate: (value: string) => string | undefined): Promise<string> =>
    answered((where) => prompts.text({ ...where, message, initialValue, validate: (value) => validate(value ?? '') }));
  const select = async <const T extends Readonly<Record<string, string>>>(message: string, labels: T): Promise<Extract<keyof T, string>> =>
    (await answered((where) => prompts.select<string>({ ...where, message, options: Object.entries(labels).map(([value, label]) => ({ value, label: `${value}: ${label}` })) }))) as Extract<keyof T, string>;
  const number = async (message: string, initial: number): Promise<number> =>
    Number(await text(message, String(initial), (value) => (wholeNumber(value) === null ? 'a whole number, from 1 on' : undefined)));
  try {
    const chosen = folder ?? (await text('Folder', 'my-app', (value) => (isFolder(value) ? undefined : 'a name, of characters that can be seen')));
    const template = told.template ?? (await select('Template', { sample: 'projects and tasks, with policies and tests', empty: 'one table to begin with' }));
    const engine = told.engine ?? (await select('Resolvers', { js: 'JavaScript', vtl: 'Velocity templates' }));
    const roles = told.roles ?? roleNames(await text('Roles beside users and admins (comma between them)', '', (value) => (roleNames(value) === null ? 'small letters, digits and underscores: billing, support' : undefined))) ?? [];
    const members = told.members ?? (told.credentials === undefined ? await number('Members expected', defaults.members) : defaults.members);
    const tenants = told.tenants ?? (told.credentials === undefined ? await number('Tenants expected', defaults.tenants) : defaults.tenants);
    const cost = (mode: 'user' | 'role'): string => costText(monthlyCost({ members, tenants, roles }, mode));
    const credentials = told.credentials ?? (await select('Database logins', { user: `one for each member (${cost('user')})`, role: `one for each role of a tenant (${cost('role')})` }));
    const lambda = told.lambda ?? (await answered((where) => prompts.confirm({ ...where, message: 'A resolver in TypeScript, beside those in SQL?', initialValue: true })));
    const infra = told.infra ?? (await select('Infrastructure', { cdk: 'a stack in TypeScript', none: 'wire it yourself from generated/resolvers.json' }));
    const account = told.account ?? (await text('AWS account (12 digits; put it in later if you do not know)', defaults.account, (value) => (isAccount(value) ? undefined : '12 digits')));
    const region = told.region ?? (await text('AWS region', defaults.region, (value) => (isRegion(value) ? undefined : 'a region: eu-central-1')));
    const postgres = told.postgres ?? ((await select('PostgreSQL', { 17: 'what most of Aurora runs', 18: 'the newest' })) === '18' ? 18 : 17);
    return { folder: chosen, template, engine, roles, members, tenants, credentials, lambda, infra, account, region, postgres };
  } catch (stopped) {
    if (stopped instanceof Cancelled) return null;
    throw stopped;
  }
}
