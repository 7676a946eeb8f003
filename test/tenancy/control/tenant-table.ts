/**
 * What a test's tenant has, made by its owner: `notes`, which users and admins read and write; `own`, of which members
 * see their own rows; `peek`, a SECURITY DEFINER function with dynamic SQL, as a template may have one.
 */
export function tenantTable(schema: string): string {
  return `do $$ begin
    set local role ${schema}_owner;
    create table ${schema}.notes (id int generated always as identity primary key, author text default cognition.current_user_id() references cognition.users (id), body text);
    insert into ${schema}.notes (author, body) values (null, 'secret of ${schema}');
    create table ${schema}.own (author text default cognition.current_user_id(), body text);
    alter table ${schema}.own enable row level security;
    create policy mine on ${schema}.own using (author = (select cognition.current_user_id()));
    create function ${schema}.peek(relation text, found out text) language plpgsql security definer as 'begin execute ''select t::text from '' || relation || '' t limit 1'' into found; end';
    grant execute on function ${schema}.peek(text) to ${schema}_users, ${schema}_admins;
    grant select, insert on ${schema}.notes, ${schema}.own to ${schema}_users, ${schema}_admins;
    reset role;
  end $$`;
}
