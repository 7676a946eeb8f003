/** SQL for the comment on an object of a catalog, by its OID, or on column `sub`: here and not in a function, since there are hundreds of objects and a call costs more than the look. */
export function remark(catalog: number, object: string, sub = '0'): string {
  return `(select remark.description from pg_catalog.pg_description remark where remark.classoid = ${catalog} and remark.objoid = ${object} and remark.objsubid = ${sub})`;
}
