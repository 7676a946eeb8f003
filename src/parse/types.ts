import type { Diagnostic, Segment, Span } from '../source/types.js';

/**
 * A node of PostgreSQL's raw parse tree as libpg-query's JSON gives it, except that every location counts UTF-16 units:
 * of the file for a {@link SqlStatement}, of the text given for {@link Grammar.parse}. A location that is not there is
 * 0, one that is -1 is unknown (both as in libpg-query). Fields of a fixed type stand there without their tag.
 */
export type AstNode = { readonly [tag: string]: unknown };

/** One statement of a parsed text. */
export interface RawStatement {
  /** `SelectStmt`, `CreateStmt`, ... */
  readonly tag: string;
  /** What stands under the tag. */
  readonly node: AstNode;
  /** From its first token up to its `;`: what stands before that, comments included, belongs to it. */
  readonly start: number;
  readonly end: number;
}

/** PostgreSQL's own words on a text that it cannot read, and the UTF-16 offset they mean. */
export interface SyntaxFault {
  readonly message: string;
  readonly at: number;
}

export interface Parsed {
  readonly statements: readonly RawStatement[];
  /** Then there are no statements. */
  readonly fault: SyntaxFault | null;
}

/** PostgreSQL's grammar and scanner, loaded: see `loadGrammar`. */
export interface Grammar {
  parse(text: string): Parsed;
  /** The tokens, comments among them; up to the first place that does not scan (then `parse` has a fault). */
  scan(text: string): readonly Token[];
  /** Null where the text scans. */
  scanFault(text: string): SyntaxFault | null;
  /** A whole CREATE FUNCTION ... LANGUAGE plpgsql: null where its body reads well. */
  plPgSqlFault(createFunction: string): SyntaxFault | null;
  /** What a whole CREATE FUNCTION ... LANGUAGE plpgsql has in its body as SQL; null where that does not read well. */
  plPgSqlTexts(createFunction: string): readonly PlPgSqlText[] | null;
}

/** A piece of a PL/pgSQL body that PostgreSQL's own grammar reads, `INTO` blanked out. */
export interface PlPgSqlText {
  readonly kind: 'statement' | 'expression' | 'assignment' | 'type';
  readonly text: string;
}

/** A name as written: `orders`, `shared.countries`. Folded as PostgreSQL folds it. */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

/** One top-level statement of a file. Spans are UTF-16 offsets into that file. */
export interface SqlStatement {
  readonly kind: 'statement';
  /** The tag of its tree: `CreateStmt`, `GrantStmt`, ... */
  readonly tag: string;
  readonly text: string;
  readonly span: Span;
  readonly ast: AstNode;
  /** What it makes, so that others can be ordered behind it. */
  readonly defines: readonly ObjectName[];
  /** What it needs; function bodies of strings do not count (PostgreSQL resolves them later). */
  readonly needs: readonly ObjectName[];
  /**
   * The search path that its file has set before it (`SET search_path`, `set_config`); null: the default, the template
   * schema. Statements can change places, so each must be run under its own.
   */
  readonly searchPath: readonly string[] | null;
}

export interface ObjectName extends QualifiedName {
  /** `table part`: a trigger, policy, rule or constraint, named `orders.orders_total_check`. */
  readonly kind: 'relation' | 'type' | 'function' | 'schema' | 'extension' | 'role' | 'operator' | 'collation' | 'text search' | 'table part';
  readonly span: Span;
}

/** A token of PostgreSQL's scanner, with UTF-16 offsets into the text given. */
export interface Token {
  readonly kind: 'identifier' | 'keyword' | 'string' | 'number' | 'operator' | 'punctuation' | 'parameter' | 'comment';
  /** As written. */
  readonly text: string;
  /** `reserved`: it cannot be a name without quotes. Null for what is no keyword. */
  readonly keyword: 'reserved' | 'type or function' | 'column' | 'unreserved' | null;
  readonly start: number;
  readonly end: number;
}

/** `:name`, `:parent.id`, `:order.id`. */
export interface ParameterUse {
  readonly kind: 'parameter';
  /** `status`; for a dotted one the last word. */
  readonly name: string;
  /** `parent` or a step's name, else null. */
  readonly of: string | null;
  /** Of the colon and its name; of the whole `rows(:x)` where {@link rows} says so. */
  readonly start: number;
  readonly end: number;
  /** Optional part that holds it, or null. */
  readonly part: string | null;
  /** Argument of `rows(...)`. */
  readonly rows: boolean;
}

/** From `/*? name *\/` to the end of its line. */
export interface OptionalPart {
  readonly name: string;
  /** Of the marker. */
  readonly markerStart: number;
  /** Of the SQL behind the marker. */
  readonly start: number;
  readonly end: number;
}

/** A resolver's SQL, cut: offsets are into `text`, spans by `segments`. */
export interface ResolverSql {
  readonly kind: 'resolver sql';
  readonly file: string;
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly parameters: readonly ParameterUse[];
  readonly parts: readonly OptionalPart[];
  readonly tokens: readonly Token[];
  /** Tag of its tree: `SelectStmt`, `InsertStmt`, `UpdateStmt`, `DeleteStmt`, `MergeStmt`. */
  readonly tag: string;
  /** Where the statement ends, without `;`. */
  readonly end: number;
}

/** `text` in the place of `start` to `end` (exclusive) of some text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with edits applied, and the ways there and back. */
export interface SplicedText {
  readonly text: string;
  /** Where a character of `text` came from; inside a replacement: the start of what was replaced. */
  toSource(offset: number): number;
  /** Where a character of the original went; inside what was replaced: the start of the replacement. */
  toTarget(offset: number): number;
  /** What a range of `text` came from, whole replacements included. */
  sourceRange(start: number, end: number): { readonly start: number; readonly end: number };
}

/** A piece of a cut resolver statement; the shape of `statements`' own pieces. */
export type CutPiece = string | { readonly kind: 'part'; readonly part: string; readonly sql: string };

/** A place whose text the Data API's reader of `:name`, or the runtime's of `{tenant}`, could take for theirs. */
export interface LiteralSite extends Edit {
  readonly kind: 'string' | 'identifier' | 'colon';
}

/** What the loader of a template does with a statement. */
export interface StatementClass {
  readonly kind:
    | 'ddl' | 'data' | 'query' | 'do' | 'schema' | 'extension'
    | 'search path' | 'setting' | 'owner' | 'default privileges' | 'role' | 'cluster' | 'transaction' | 'command';
  /** `drop`: leave it out without a word (info lines are {@link diagnostics}); `refuse`: an error is among them. */
  readonly action: 'run' | 'drop' | 'refuse';
  readonly diagnostics: readonly Diagnostic[];
}

/** A place in a statement where a name stands that may need its schema written before it. */
export interface NameSite {
  readonly kind: 'relation' | 'function' | 'type' | 'operator' | 'regclass literal' | 'collation';
  readonly schema: string | null;
  readonly name: string;
  /** Of a `regclass literal`: the type the text is read as (`regclass`, `regtype`, `regproc`, ...). Else null. */
  readonly literal: string | null;
  /**
   * Of the whole name as written, schema included; of the literal with its quotes; of an operator its symbol, or all
   * of `OPERATOR(...)`.
   */
  readonly start: number;
  readonly end: number;
}
