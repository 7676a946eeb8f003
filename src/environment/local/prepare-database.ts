import type { Client } from 'pg';
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.js';
import { scramVerifier } from '../../postgres/scram-verifier.js';
import { newLogin } from '../new-login.js';
import type { Login, Secrets } from '../types.js';

/** The project's database, and who owns it. As Aurora's master user, it makes roles and is no superuser. */
export const [localDatabase, localOwner] = ['pgcog', 'pgcog_master'];

/**
 * Makes the database and its owner, each where it is not there, and the owner's secret. Two that come at once take turns.
 *
 * @param admin a superuser's session
 */
export async function prepareDatabase(admin: Client, secrets: Secrets): Promise<Login> {
  await admin.query("select pg_advisory_lock(hashtext('pgcog.local'))");
  try {
    const { login } = await secrets.createOrRead('services/owner', newLogin(localOwner));
    const { rows } = await admin.query<{ owner: boolean; database: boolean }>(
      'select exists (select from pg_roles where rolname = $1) as owner, exists (select from pg_database where datname = $2) as database', [localOwner, localDatabase]);
    const [owner, database, verifier] = [quoteIdentifier(localOwner), quoteIdentifier(localDatabase), quoteLiteral(scramVerifier(login.password))];
    if (rows[0]?.owner !== true) await admin.query(`create role ${owner} login nosuperuser createdb createrole`);
    // Always: whatever was interrupted before, the secret is the password from now on.
    await admin.query(`alter role ${owner} password ${verifier}`);
    if (rows[0]?.database !== true) await admin.query(`create database ${database} owner ${owner} encoding 'UTF8' template template0`);
    return login;
  } finally {
    await admin.query("select pg_advisory_unlock(hashtext('pgcog.local'))");
  }
}
