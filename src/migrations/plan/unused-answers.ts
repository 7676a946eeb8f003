import type { Grammar } from '../../parse/types.js';
import type { Diagnostic } from '../../source/types.js';
import type { Answers } from '../types.js';

interface Used {
  readonly renamed: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  /** Names that are there before and after. */
  readonly kept: ReadonlySet<string>;
}

/** Answers that nothing asked for: most likely a name was misspelt, and what is done instead is not what was meant. */
export function unusedAnswers({ renames, using, fill }: Answers, { renamed, used, kept }: Used): readonly Diagnostic[] {
  const unused = renames.filter(({ from }) => !renamed.has(from));
  const wrong = [
    ...unused.filter(({ from }) => !kept.has(from)).map(({ from, to }) => `--rename ${from}=${to}`),
    ...Object.keys(using).filter((name) => !used.has(`using ${name}`)).map((name) => `--using ${name}=...`),
    ...Object.keys(fill).filter((name) => !used.has(`fill ${name}`)).map((name) => `--fill ${name}=...`),
  ];
  return [...keptRenames(unused.filter(({ from }) => kept.has(from))), ...wrong.map((flag): Diagnostic => ({
    code: 'PGC654', severity: 'error', message: `${flag} answers nothing that this migration asks`, span: null,
    hint: 'Names are as in the template, `table.column`: a rename is from what was dropped to what was added.', related: [],
  }))];
}

/** Names that are swapped, or taken anew by something else: once for all of them. */
function keptRenames(renames: Answers['renames']): readonly Diagnostic[] {
  if (renames.length === 0) return [];
  const flags = renames.map(({ from, to }) => `--rename ${from}=${to}`).join(' ');
  return [{
    code: 'PGC654', severity: 'error', message: `${flags} answers nothing that this migration asks: ${renames.map(({ from }) => from).join(', ')} is there before and after it`, span: null,
    hint: 'A name that is taken anew must be free first: take each rename as a migration of its own, the first to a name that nothing has. Or write the migration by hand: `pgcog-gen migration` proves it as well.', related: [],
  }];
}

/** Values that are no single expression: they would become statements of their own. */
export function badExpressions(grammar: Grammar, { using, fill }: Answers): readonly Diagnostic[] {
  const all = [...Object.entries(using).map(([name, value]) => [`--using ${name}`, value] as const), ...Object.entries(fill).map(([name, value]) => [`--fill ${name}`, value] as const)];
  return all.filter(([, value]) => !isExpression(grammar, value)).map(([flag, value]) => ({
    code: 'PGC655', severity: 'error', message: `${flag}=${value} is no SQL expression`, span: null, hint: 'A value as in SELECT: quote texts for SQL, and the whole for the shell.', related: [],
  }));
}

/** Read in two ways, so that a parenthesis or a comment cannot end what stands around it. */
function isExpression(grammar: Grammar, value: string): boolean {
  return [`select (${value}\n)`, `select array[${value}\n]`].every((text) => {
    const { statements, fault } = grammar.parse(text);
    return fault === null && statements.length === 1;
  });
}
