/**
 * SQL of the functions about the template itself: `cognition.make_template()` makes its schema by the current program,
 * `cognition.adopt_template()` takes one that is there, made by whatever means; both note what it looks like, which is
 * what tenants are compared with. Of another schema's name they make and take that. `cognition.template_differences` compares.
 */
export function templateFunctionsSql(): string {
  return [rememberSql, sameTextSql, differencesSql].join('\n');
}

const rememberSql = `
create or replace function cognition.remember_template(program text, schema_name text, made jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $remember$
begin
  update cognition.template_programs p set reference = schema_name where p.version = program;
  delete from cognition.template_objects o where o.version = program;
  insert into cognition.template_objects (version, server, object, definition, body)
    select program, current_setting('server_version_num')::int, f.object, f.definition, f.body
    from cognition.fingerprint(schema_name, cognition.program_roles(program), true) f
    union all select program, current_setting('server_version_num')::int, m ->> 'object', m ->> 'definition', null from jsonb_array_elements(made) as m;
end
$remember$;

create or replace function cognition.program_roles(program text) returns text[] language sql stable begin atomic
  select array(select r ->> 'name' from cognition.template_programs p, jsonb_array_elements(p.roles) as r where p.version = program);
end;

create or replace function cognition.current_program() returns text language sql stable begin atomic
  select p.version from cognition.template_programs p where p.current;
end;

create or replace function cognition.choose_program(program text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $choose$
begin
  update cognition.template_programs p set current = false where p.current and p.version <> program;
  update cognition.template_programs p set current = true where p.version = program;
end
$choose$;

create or replace function cognition.make_template(schema_name text default null) returns void language plpgsql set search_path = pg_catalog, pg_temp as $template$
declare
  program text := cognition.current_program();
  name text := coalesce(schema_name, (select p.template_schema from cognition.template_programs p where p.version = program));
begin
  perform cognition.make_tenant_schema(name);
  perform cognition.remember_template(program, name, cognition.fill_schema(name, program));
end
$template$;

create or replace function cognition.adopt_template(schema_name text default null) returns void language plpgsql set search_path = pg_catalog, pg_temp as $adopt$
declare
  stored cognition.template_programs := (select p from cognition.template_programs p where p.current);
  name text := coalesce(schema_name, stored.template_schema);
begin
  perform cognition.remember_template(stored.version, name, (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from cognition.schema_rows(name, stored.exact_rows) r));
end
$adopt$;`;

/**
 * Bodies of functions are texts. They are the same where they are equal but for places where the template's has a name
 * of its own: there the tenant's may have its own. The template's text says where, so a tenant may be called like a
 * table, an alias or a word of it. Names stand in pairs.
 */
const sameTextSql = `
create or replace function cognition.same_text(template_text text, tenant_text text, template_names text[], tenant_names text[]) returns boolean
language plpgsql immutable set search_path = pg_catalog, pg_temp as $same$
declare
  pattern text := '(?<![\\w$])(?:"?)(?:' || array_to_string(template_names, '|') || ')(?:"?)(?![\\w$])';
  pieces text[]; words text[]; word text; own text; candidate text; place int; n int; matched boolean;
begin
  if template_text is not distinct from tenant_text then return true; end if;
  if template_text is null or tenant_text is null then return false; end if;
  pieces := regexp_split_to_array(template_text, pattern, 'i');
  words := array(select m[1] from regexp_matches(template_text, '(' || pattern || ')', 'gi') as m);
  if left(tenant_text, length(pieces[1])) <> pieces[1] then return false; end if;
  place := length(pieces[1]) + 1;
  for n in 1 .. cardinality(words) loop
    word := words[n];
    own := tenant_names[array_position(template_names, lower(trim(both '"' from word)))];
    matched := false;
    foreach candidate in array array[quote_ident(own), own, '"' || own || '"', word] loop
      if substr(tenant_text, place, length(candidate || pieces[n + 1])) = candidate || pieces[n + 1] and not matched then
        place := place + length(candidate || pieces[n + 1]);
        matched := true;
      end if;
    end loop;
    if not matched then return false; end if;
  end loop;
  return place = length(tenant_text) + 1;
end
$same$;`;

/** Objects of which there are several by one name, with numbers the server chose, are paired in the order of what they are. */
const differencesSql = `
create or replace function cognition.template_differences(schema_name text, program text, made jsonb) returns table (object text, difference text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $differences$
#variable_conflict use_column
declare
  roles text[] := cognition.program_roles(program);
  template text := (select p.reference from cognition.template_programs p where p.version = program);
  template_names text[] := template || array(select template || '_' || r from unnest(roles) as u(r)) || array(select 'tenant_' || r from unnest(roles) as u(r));
  tenant_names text[] := schema_name || array(select schema_name || '_' || r from unnest(roles) as u(r)) || array(select schema_name || '_' || r from unnest(roles) as u(r));
begin
  return query
  with wanted as (
    select o.object, o.definition, o.body, row_number() over (partition by o.object order by o.definition collate "C") as n from cognition.template_objects o where o.version = program
  ), actual as (
    select a.object, a.definition, a.body, row_number() over (partition by a.object order by a.definition collate "C") as n from (
      select f.object, f.definition, f.body from cognition.fingerprint(schema_name, roles) f
      union all select m ->> 'object', m ->> 'definition', null from jsonb_array_elements(made) as m) as a
  )
  select coalesce(w.object, a.object),
    case when a.object is null then 'is not there'
      when w.object is null then 'is not in the template'
      when w.definition <> a.definition then case when w.definition like '{%' then (
        select string_agg(format('%s is %s in the template and %s here', key, coalesce(w.definition::jsonb ->> key, 'nothing'), coalesce(a.definition::jsonb ->> key, 'nothing')), '; ' order by key)
        from (select jsonb_object_keys(w.definition::jsonb) union select jsonb_object_keys(a.definition::jsonb)) as k(key)
        where (w.definition::jsonb -> key) is distinct from (a.definition::jsonb -> key))
        else format('is %s in the template and %s here', w.definition, a.definition) end
      else 'has another body' end
  from wanted w full join actual a on a.object = w.object and a.n = w.n
  where w.definition is distinct from a.definition or not cognition.same_text(w.body, a.body, template_names, tenant_names)
  order by 1;
end
$differences$;`;
