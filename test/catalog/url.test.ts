import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import type { Relation } from '../../src/catalog/types.js';
import { temporaryDirectory } from '../postgres/helpers.js';
import { relation, rich, said, scratchServer, under } from './support.js';

/** Somebody's own server: an embedded one, by the name and password of a user that is no superuser. */
const theirs = scratchServer(17, { cacheDir: join(temporaryDirectory(), 'cache') });
afterAll(() => theirs.stop());

it('loads and reads behind a URL whose user is no superuser: places then come from the text', async () => {
  const server = await theirs.server();
  const root = await server.connect(server.maintenance);
  await root.query(`create role url_maker login createdb createrole password 'secret'`);
  await root.query('create database url_app owner url_maker');
  const url = `postgresql://url_maker:secret@localhost:${root.port}/url_app?host=${encodeURIComponent(root.host)}`;
  const behind = scratchServer(17, { databaseUrl: url });
  let own: readonly Relation[];
  try {
    const loaded = await behind.load(rich);
    expect(said(loaded, 'error')).toEqual([]);
    own = (await readCatalog({ database: loaded.database, config: loaded.config, template: loaded.template })).relations.filter((one) => one.schemaKind === 'template');
    expect(own.map((one) => under(loaded.files, one.span))).toEqual(own.map((one) => one.name));
    expect(own.flatMap((one) => one.policies).map((one) => under(loaded.files, one.span))).toEqual(['anybody_inserts', 'billing_orders', 'own_orders']);
  } finally {
    await behind.stop();
    await root.end();
  }
  const embedded = await theirs.catalog(rich);
  expect(own.map((one) => ({ name: one.name, privileges: one.privileges, policies: one.policies.map((each) => each.roles) }))).toEqual(
    own.map(({ name }) => relation(embedded, name)).map((one) => ({ name: one.name, privileges: one.privileges, policies: one.policies.map((each) => each.roles) })));
});
