import { error } from '../source/diagnostic.js';
import type { Draft, Owner } from './draft.js';
const builtIn = new Set(['ID', 'String', 'Int', 'Float', 'Boolean', 'Query', 'Mutation', 'Subscription']);
const word = /^[_A-Za-z][_0-9A-Za-z]*$/;

/** Takes a type's name for its owner. A clash is reported at both; false: the name is another's. */
export function claim(draft: Draft, name: string, owner: Owner): boolean {
  const holder = draft.owners.get(name);
  if (holder !== undefined) return holder.key === owner.key || refuse(draft, name, holder, owner);
  draft.owners.set(name, owner);
  if (builtIn.has(name) || name.startsWith('AWS')) {
    draft.diagnostics.push(error('PGC322', `${owner.what} would be the type ${name}, a name that GraphQL or AppSync keeps for itself`, owner.span, renameHint(name)));
  } else if (!word.test(name) || name.startsWith('__')) {
    draft.diagnostics.push(error('PGC323', `${owner.what} would be the type ${name}, which GraphQL cannot say`, owner.span, renameHint(name)));
  }
  return true;
}

function refuse(draft: Draft, name: string, holder: Owner, owner: Owner): false {
  const clash = `${name} ${owner.key}`;
  if (draft.clashes.has(clash)) return false;
  draft.clashes.add(clash);
  const related = holder.span === null ? [] : [{ message: `${holder.what} has the name`, span: holder.span }];
  draft.diagnostics.push(
    error('PGC320', `${holder.what} and ${owner.what} would both be the type ${name}`, owner.span ?? holder.span, renameHint(name), related),
  );
  return false;
}

function renameHint(name: string): string {
  return `call it otherwise: a table or enum by \`tables: { <table>: { type: ${name}Row } }\`, a resolver's rows by \`type: ${name}Row\``;
}
