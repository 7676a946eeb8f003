import type { Config } from '../config/types.js';
import type { Grammar, Token } from '../parse/types.js';
import { error, warning } from '../source/diagnostic.js';
import type { Diagnostic, Span } from '../source/types.js';
import { definingStep } from './check-bodies.js';
import type { LoadStep } from './load-step.js';
import type { RawRoutine } from './routines.js';
import type { RawMade, Spans } from './spans.js';

/**
 * Texts inside bodies that name the template's schema: SQL put together at run time, which no tenant's own schema
 * reaches. Names of sequences and the like that PostgreSQL resolves itself (`nextval('tenant_template.s')`) are no such
 * texts. In a SECURITY DEFINER function it would reach another tenant's rows, so it is an error there.
 */
export function textsNamingTemplate(routines: readonly RawRoutine[], grammar: Grammar, places: TextPlaces, config: Config): readonly Diagnostic[] {
  return routines.flatMap((routine) => {
    if (!routine.body.includes(config.templateSchema)) return [];
    const found = grammar.scan(routine.body).filter((token) => token.kind !== 'comment');
    const text = found.find((token, i) => token.kind === 'string' && namesSchema(token, config.templateSchema) && !isObjectName(found, i));
    if (text === undefined) return [];
    const say = routine.security_definer ? error : warning;
    return [say('PGC164', `${routine.name} has a text that names ${config.templateSchema}, which stays the same in every tenant`,
      placeOf(routine, text, places), 'leave out the schema: the function\'s search path finds the tenant\'s own')];
  });
}

/** Where the statements of routines are written. */
export interface TextPlaces {
  readonly spans: Spans;
  readonly made: readonly RawMade[];
  readonly steps: readonly LoadStep[];
}

/** The text itself where it stands in the file as in the body, else the routine's name. */
function placeOf({ oid }: RawRoutine, token: Token, { spans, made, steps }: TextPlaces): Span | null {
  const statement = definingStep(oid, made, steps)?.statement;
  const at = statement?.text.indexOf(token.text) ?? -1;
  if (statement === undefined || at < 0) return spans.object('pg_proc', oid);
  const { file, start } = statement.span;
  return { file, start: start + at, end: start + at + token.text.length };
}

function namesSchema(token: Token, schema: string): boolean {
  const escaped = schema.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, 'iu').test(token.text);
}

const nameReaders = /^(?:nextval|currval|setval|regclass|regtype|regproc|regprocedure)$/i;

/** `nextval('a.b')`, `regclass 'a.b'`, `'a.b'::regclass`. */
function isObjectName(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const called = before?.text === '(' ? tokens[at - 2] : before;
  if (called !== undefined && nameReaders.test(called.text)) return true;
  return tokens[at + 1]?.text === '::' && /^reg\w+$/i.test(tokens[at + 2]?.text ?? '');
}
