import { buildConfig } from './tenant-config.js';
import type { CorpusSchema } from './read-schemas.js';
import { sqlFailure } from '../../src/postgres/failure.js';
import type { PostgresServer } from '../../src/postgres/types.js';
import { compareFingerprints } from '../../src/tenancy/fingerprint/compare-fingerprints.js';
import { fingerprint } from '../../src/tenancy/fingerprint/fingerprint.js';
import type { Fingerprint } from '../../src/tenancy/fingerprint/types.js';
import { createTenant } from '../../src/tenancy/tenants/create-tenant.js';
import { makeLandlord, type Landlord } from '../../test/support/landlord.js';
import { probeObjects } from '../../test/support/probe-objects.js';

export interface TenantReport {
  readonly name: string;
  readonly steps: number;
  readonly objects: number;
  readonly probed: number;
  readonly milliseconds: number;
  readonly warnings: number;
  /** Functions of which it is said that they fail in a tenant, since they make temporary tables. */
  readonly temporary: readonly string[];
  readonly failures: readonly string[];
}

/** Loads a schema as the generator does, makes a tenant by its program, compares, drops the template, and looks again. */
export async function tryTenant(server: PostgresServer, schema: CorpusSchema, roles: readonly string[]): Promise<TenantReport> {
  const landlord = await makeLandlord({ server, files: { [`tenant_template/${schema.name}.sql`]: schema.sql }, config: buildConfig(roles) });
  try {
    return await report(landlord, schema.name);
  } finally {
    await landlord.close();
  }
}

export function tenantLine({ name, steps, objects, probed, milliseconds, warnings, temporary, failures }: TenantReport): string {
  const head = `${name}: ${steps} statements, ${objects} objects equal, ${probed} probed, ${milliseconds} ms${warnings === 0 ? '' : `, ${warnings} texts name the template`}${temporary.length === 0 ? '' : `, told to make temporary tables: ${temporary.join(', ')}`}`;
  return [head, ...failures.map((failure) => `    FAILED ${failure}`)].join('\n');
}

async function report(landlord: Landlord, name: string): Promise<TenantReport> {
  const { admin, program, diagnostics } = landlord;
  const tenant = landlord.name('acme');
  const warnings = diagnostics.filter(({ code }) => code === 'PGC164').length;
  const temporary = diagnostics.filter(({ code }) => code === 'PGC170').map(({ message }) => message.split(' ')[0] ?? '');
  const told = (object: string): boolean => temporary.some((routine) => object.startsWith(`routine ${routine}(`));
  const base = { name, steps: program.steps.length, objects: 0, probed: 0, milliseconds: 0, warnings, temporary };
  const started = performance.now();
  try {
    await createTenant(landlord.control, { name: tenant, displayName: tenant });
  } catch (thrown) {
    const failure = sqlFailure(thrown);
    if (failure === null) throw thrown;
    return { ...base, failures: [failure.message, ...(failure.detail === null ? [] : [failure.detail])] };
  }
  const milliseconds = Math.round(performance.now() - started);
  const roles = landlord.config.roles.map((role) => role.name);
  const look = (schema: string): Promise<Fingerprint> => fingerprint(admin, { schema, roles, template: schema === program.templateSchema }, { rows: true, exact: program.exactRows });
  const [template, before] = [await look(program.templateSchema), await look(tenant)];
  const expected = await probeObjects(admin, program.templateSchema);
  await admin.query('drop schema tenant_template cascade');
  const after = await look(tenant);
  const probes = await probeObjects(admin, tenant);
  return { ...base, milliseconds, objects: before.rows.length, probed: Object.keys(probes).length, failures: [
    ...differences('differs', template, before), ...differences('lost with the template', before, after),
    ...Object.keys(expected).filter((object) => expected[object] !== probes[object] && !(told(object) && probes[object] === '42501')).map((object) => `${object}: ${probes[object] ?? 'gone'} instead of ${expected[object] ?? ''}`),
  ] };
}

function differences(word: string, wanted: Fingerprint, actual: Fingerprint): readonly string[] {
  return compareFingerprints(wanted, actual).map(({ object, kind, details }) => `${word}: ${object} ${kind} ${details.join('; ')}`);
}
