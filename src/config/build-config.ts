import { compareCodePoints } from '../source/compare-code-points.js';
import { error } from '../source/diagnostic.js';
import type { Diagnostic, Staged } from '../source/types.js';
import type { AuthMode } from './auth-mode.js';
import { closeRoles } from './close-roles.js';
import type { ConfigInput } from './config-form.js';
import type { Place } from './place.js';
import { placeAt, pointAt } from './place.js';
import type { Config, EnvironmentConfig, PageLimits } from './types.js';

const nowhere: Place = { value: {}, span: { file: '', start: 0, end: 0 }, key: null, children: new Map(), text: null };

/** Settings that have the right form, checked for their meaning, with every default. `place` is null without a file. */
export function buildConfig(input: ConfigInput, place: Place | null): Staged<Config> {
  const root = place ?? nowhere;
  const diagnostics: Diagnostic[] = [];
  const value: Config = {
    kind: 'config',
    engine: input.engine ?? 'js',
    postgres: input.postgres ?? 17,
    templateSchema: templateSchema(input.templateSchema, root, diagnostics),
    roles: closeRoles(input.roles ?? {}, placeAt(root, 'roles'), diagnostics),
    credentials: input.credentials ?? 'user',
    scalars: sorted(input.scalars ?? {}, (scalar) => scalar),
    limits: { list: pageLimits(input.limits?.list, root, diagnostics) },
    defaultGrants: input.defaultGrants ?? false,
    knownRoles: [...new Set(input.knownRoles ?? [])].sort(compareCodePoints),
    auth: authModes(input.auth, root, diagnostics),
    claims: [...new Set(input.claims ?? ['userid', 'tenant', 'role'])],
    environments: sorted(input.environments ?? { local: {} }, environment),
  };
  return { value, diagnostics };
}

type Environment = NonNullable<ConfigInput['environments']>[string];

function environment(input: Environment): EnvironmentConfig {
  return { region: input.region ?? null, account: input.account ?? null, stack: input.stack ?? null, protect: input.protect ?? false };
}

function sorted<From, To>(input: Readonly<Record<string, From>>, convert: (value: From) => To): Readonly<Record<string, To>> {
  const entries = Object.entries(input).sort(([a], [b]) => compareCodePoints(a, b));
  return Object.fromEntries(entries.map(([name, value]) => [name, convert(value)]));
}

/** The schema's name is the first part of role names, and some schemas are the framework's or PostgreSQL's. */
function templateSchema(name: string | undefined, root: Place, diagnostics: Diagnostic[]): string {
  if (name === undefined) return 'tenant_template';
  const taken = /^(?:public|shared|cognition|extensions|information_schema|pg_.*)$/u.test(name);
  if (/^[a-z][a-z0-9_]{0,55}$/u.test(name) && !taken) return name;
  const message = taken ? `the template's schema cannot be "${name}"` : `"${name}" cannot be the name of the template's schema`;
  const hint = taken ? 'this schema has another use; choose another name' : 'use a lower-case letter, then up to 55 of a-z, 0-9 and _';
  diagnostics.push(error('PGC020', message, pointAt(placeAt(root, 'templateSchema')), hint));
  return 'tenant_template';
}

type LimitsInput = { readonly size?: number | undefined; readonly max?: number | undefined } | undefined;

function pageLimits(input: LimitsInput, root: Place, diagnostics: Diagnostic[]): PageLimits {
  const size = input?.size ?? Math.min(50, input?.max ?? 50);
  const max = input?.max ?? Math.max(500, size);
  if (size <= max) return { size, max };
  const span = pointAt(placeAt(root, 'limits', 'list', 'size'));
  diagnostics.push(error('PGC019', `"size" is ${size}, above "max" ${max}`, span, `lower size to ${max}, or raise max`));
  return { size: max, max };
}

function authModes(input: readonly AuthMode[] | undefined, root: Place, diagnostics: Diagnostic[]): readonly AuthMode[] {
  const modes = input ?? ['cognito_user_pools'];
  const twice = modes.findIndex((mode, index) => modes.indexOf(mode) < index);
  if (twice >= 0) {
    const span = pointAt(placeAt(root, 'auth', twice));
    diagnostics.push(error('PGC021', `"${modes[twice] ?? ''}" is named twice`, span, 'remove one of the two'));
  }
  return [...new Set(modes)];
}
