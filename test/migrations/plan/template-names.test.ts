import { describe, expect, it } from 'vitest';
import { inTemplateNames } from '../../../src/migrations/plan/template-names.js';
import { loadGrammar } from '../../../src/parse/load-grammar.js';

const grammar = await loadGrammar();
const written = (sql: string): string => inTemplateNames(grammar, sql, { templateSchema: 'tenant_template', owner: 'own"er' });

describe('a statement in the template\'s names', () => {
  it.each([
    ['ALTER TABLE "tenant_template"."orders" ADD COLUMN "note" text', 'alter table orders add column note text'],
    ['CREATE VIEW "tenant_template"."v" AS SELECT tenant_template.f(o.id) FROM tenant_template.orders o', 'create view v as select f(o.id) from orders o'],
    ['ALTER TABLE "tenant_template"."Order" ALTER COLUMN "select" SET DEFAULT \'x\'::tenant_template."Mood"', 'alter table "Order" alter column "select" set default \'x\'::"Mood"'],
    ["SELECT nextval('tenant_template.orders_id_seq'::regclass)", "select nextval('orders_id_seq'::regclass)"],
    ["SELECT nextval('tenant_template.\"O''s\"'::regclass)", "select nextval('\"O''s\"'::regclass)"],
    ["COMMENT ON TABLE tenant_template.t IS 'see tenant_template.u, ''TOO'''", "comment on table t is 'see tenant_template.u, ''TOO'''"],
    ['CREATE FUNCTION tenant_template.f() RETURNS int LANGUAGE sql AS $f$ SELECT Count(*) FROM tenant_template.t $f$', 'create function f() returns int language sql as $f$ SELECT Count(*) FROM tenant_template.t $f$'],
    ['SELECT a.tenant_template.x FROM shared.tenant_template', 'select a.tenant_template.x from shared.tenant_template'],
    ['CREATE VIEW tenant_template.v AS SELECT tenant_template.tenant_template, tenant_template.* FROM tenant_template.tenant_template', 'create view v as select tenant_template.tenant_template, tenant_template.* from tenant_template'],
    ['SELECT tenant_template.t.x FROM tenant_template.t', 'select t.x from t'],
    ['GRANT SELECT ON TABLE tenant_template.t TO "own""er"', 'grant select on table t to current_user'],
    ['ALTER TABLE tenant_template.t ALTER c TYPE "char"', 'alter table t alter c type "char"'],
    ['ALTER DEFAULT PRIVILEGES FOR ROLE "own""er" IN SCHEMA "tenant_template" GRANT SELECT ON TABLES TO tenant_users', 'alter default privileges in schema tenant_template grant select on tables to tenant_users'],
    ['COMMENT ON SCHEMA "tenant_template" IS NULL', 'comment on schema tenant_template is null'],
    ['SELECT E\'\\n tenant_template.x\'::regclass', 'select E\'\\n tenant_template.x\'::regclass'],
  ])('%s', (sql, wanted) => expect(written(sql)).toBe(wanted));
});
