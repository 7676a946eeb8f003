import type { Finding, Outcome, Proof, Verb } from './types.js';

/** What to do about a finding. */
const help: Readonly<Record<Finding['kind'], string>> = {
  reached: 'revoke it; in the template, grant to tenant_ROLE names, which become roles of each tenant',
  marker: 'let nothing that tenants share hold or read what is theirs',
  login: 'revoke connect on the database from public, and end the membership: select cognition.expire_users()',
  names: 'revoke it, or drop the policy; grants of the template name tenant_ROLE, those to all tenants go through pgcog grant',
  owner: 'give it to the owner of the tenant: alter ... owner to',
  depends: 'drop it, or write it with names of its own tenant',
  member: 'revoke the membership: a tenant\'s roles have its own members only',
  role: 'alter role ... nosuperuser nobypassrls nocreaterole nocreatedb noreplication nologin',
  template: 'bring it back, or change the template and migrate every tenant',
  rights: 'this may be a fault of pg-cognition: report it with the table\'s definition',
  view: 'make it with (security_invoker = true), and grant a materialized view to nobody who must not see all; where it is meant so, list it under accepted in the committed file',
  definer: 'move it to tenant_template/, where it has its tenant\'s rights only; where it is meant so, list it under accepted in the committed file',
  differs: 'compare the two: they were made from the same template',
  expected: 'put the grant or policy right; where it is meant so, commit the matrix anew: --json',
};

/** A line for each finding, and once for each kind what to do about it. */
export function printFindings(findings: readonly Finding[]): string {
  return findings.map(({ kind, object, message }, i) => {
    const last = findings[i + 1]?.kind !== kind;
    return `error ${kind}: ${object} ${message}\n${last ? `  = help: ${help[kind]}\n` : ''}`;
  }).join('');
}

/** `isolated: ...` or `not isolated: ...`, in one line. */
export function printSummary({ isolated, findings, objects, tenants, logins, attempts }: Proof): string {
  const tried = `${objects} objects of ${tenants.length} tenants (${tenants.join(', ')}), ${logins} logins, ${attempts} attempts`;
  return isolated ? `isolated: ${tried}, and nothing was reached that must not be\n` : `not isolated: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}; ${tried}\n`;
}

const relationVerbs: readonly Verb[] = ['select', 'insert', 'update', 'delete'];
/** In cells; what a thing does not have is empty. */
const words: Readonly<Record<Outcome, string>> = { refused: '-', hidden: 'hidden', some: 'some', rows: 'rows', failed: 'failed' };

/**
 * Tables with objects down and who x verb across, as many of them beside each other as the width takes.
 *
 * @param width characters of a line
 */
export function printTables({ matrix, strangers, withoutRows }: Proof, width: number): string {
  const objects = [...new Set([matrix, strangers].flatMap((one) => Object.values(one)).flatMap((one) => Object.keys(one)))];
  const isRelation = (object: string): boolean => [matrix, strangers].flatMap((one) => Object.values(one)).some((one) => relationVerbs.some((verb) => one[object]?.[verb] !== undefined));
  const relations = objects.filter(isRelation);
  const others = objects.filter((object) => !isRelation(object));
  const outside = (rows: readonly string[]): readonly Block[] => Object.entries(strangers).map(([head, cells]) => ({ head, columns: [{ head: '', cells: rows.map((object) => reachedBy(cells[object] ?? {})) }] }));
  const wide = Object.entries(matrix).map(([head, cells]) => ({ head, columns: relationVerbs.map((verb) => ({ head: verb, cells: relations.map((object) => wordOf(cells[object]?.[verb])) })) }));
  const narrow = Object.entries(matrix).map(([head, cells]) => ({ head, columns: [{ head: '', cells: others.map((object) => called(cells[object] ?? {})) }] }));
  const rowless = Object.entries(withoutRows).map(([table, reason]) => `no row in ${table}, so only the right was tried: ${reason}\n`);
  const tables = [sideBySide('', relations, [...wide, ...outside(relations)], width), others.length === 0 ? '' : sideBySide('may call', others, [...narrow, ...outside(others)], width)];
  return [...tables, ...rowless, legend].filter((text) => text !== '').join('\n');
}

type Cells = Readonly<Partial<Record<Verb, Outcome>>>;

const legend = '- refused; rows: done; some: with some rows, policies hide the others; hidden: allowed, and policies show or let in no row; failed: allowed, and a constraint or the like stopped it\n';
const wordOf = (outcome: Outcome | undefined): string => (outcome === undefined ? '' : words[outcome]);
const called = ({ nextval, execute }: Cells): string => (nextval ?? execute) === undefined ? '' : (nextval ?? execute) === 'refused' ? '-' : 'yes';

/** Verbs that were not refused to somebody who must be. */
function reachedBy(cells: Cells): string {
  const verbs = Object.entries(cells).filter(([, outcome]) => outcome !== 'refused').map(([verb]) => verb);
  return verbs.length === 0 ? '-' : verbs.join(' ');
}

interface Block {
  readonly head: string;
  readonly columns: readonly { readonly head: string; readonly cells: readonly string[] }[];
}

function sideBySide(title: string, objects: readonly string[], blocks: readonly Block[], width: number): string {
  const first = Math.max(title.length, ...objects.map(({ length }) => length));
  const drawn = blocks.map(drawBlock);
  const tables: (readonly string[])[][] = [];
  let left = 0;
  for (const block of drawn) {
    const size = (block[0]?.length ?? 0) + 3;
    if (tables.length === 0 || left < size) {
      tables.push([]);
      left = width - first;
    }
    tables.at(-1)?.push(block);
    left -= size;
  }
  return tables.map((table) => [title, '', ...objects].map((name, row) => [name.padEnd(first), ...table.map((block) => block[row] ?? '')].join('   ').trimEnd()).filter((line, row) => row !== 1 || line !== '').join('\n')).join('\n\n') + '\n';
}

/** Its lines, all of one length: who, verbs, one for each object. */
function drawBlock({ head, columns }: Block): readonly string[] {
  const columnsDrawn = columns.map((column) => {
    const size = Math.max(column.head.length, ...column.cells.map(({ length }) => length));
    return [column.head, ...column.cells].map((text) => text.padEnd(size));
  });
  const lines = (columnsDrawn[0] ?? []).map((_, row) => columnsDrawn.map((column) => column[row] ?? '').join(' '));
  const size = Math.max(head.length, ...lines.map(({ length }) => length));
  return [head, ...lines].map((line) => line.padEnd(size));
}
