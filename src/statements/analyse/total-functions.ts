/**
 * Built-in functions whose result is never null where no argument is null. `proisstrict` proves only the reverse, so
 * this is a list; each was called on a server with many values (the tests do it again). A name stands for all its
 * overloads in pg_catalog, `name(types)` for one. Left out on purpose, because they answer null for some values:
 * to_char of timestamps and extract (infinity), substring with a pattern, array_length and its like (empty arrays),
 * lower/upper of ranges (unbounded), casts of timestamps to time (infinity), casts of jsonb (JSON null, 18), `->`.
 */
export const TOTAL_FUNCTIONS: readonly string[] = [
  // Text
  'lower(text)', 'upper(text)', 'initcap', 'casefold', 'length', 'char_length', 'character_length', 'octet_length', 'bit_length',
  'btrim', 'ltrim', 'rtrim', 'lpad', 'rpad', 'repeat', 'replace', 'reverse', 'left', 'right', 'strpos', 'position', 'substr',
  'substring(text, integer)', 'substring(text, integer, integer)', 'substring(bytea, integer)', 'substring(bytea, integer, integer)',
  'split_part', 'translate', 'ascii', 'chr', 'md5', 'sha224', 'sha256', 'sha384', 'sha512', 'encode', 'decode', 'to_hex', 'to_bin', 'to_oct',
  'quote_ident', 'quote_literal', 'starts_with', 'overlay', 'concat_ws', 'format', 'textcat', 'normalize', 'is_normalized', 'unistr',
  'regexp_replace', 'regexp_count', 'regexp_instr', 'regexp_like', 'regexp_split_to_array', 'like', 'notlike', 'like_escape', 'similar_to_escape', 'string_to_array',
  'to_char(integer, text)', 'to_char(bigint, text)', 'to_char(numeric, text)', 'to_char(real, text)', 'to_char(double precision, text)',
  'convert_from', 'convert_to',
  // Numbers
  'abs', 'ceil', 'ceiling', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'cbrt', 'exp', 'ln', 'log', 'log10', 'power', 'pow', 'mod', 'div', 'gcd', 'lcm',
  'factorial', 'degrees', 'radians', 'pi', 'random', 'random_normal', 'trim_scale', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'width_bucket',
  // Dates
  'now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday', 'age', 'date_trunc', 'date_bin', 'isfinite', 'justify_days',
  'justify_hours', 'justify_interval', 'make_date', 'make_time', 'make_timestamp', 'make_timestamptz', 'make_interval', 'timezone', 'to_timestamp',
  'to_date', 'date_add', 'date_subtract', 'extract(text, time without time zone)', 'extract(text, time with time zone)',
  // JSON
  'to_json', 'to_jsonb', 'row_to_json', 'array_to_json', 'json_object', 'jsonb_object', 'jsonb_set', 'jsonb_insert', 'jsonb_strip_nulls',
  'json_strip_nulls', 'jsonb_pretty', 'jsonb_typeof', 'json_typeof', 'jsonb_array_length', 'json_array_length', 'jsonb_concat',
  // Arrays and ranges
  'array_cat', 'cardinality', 'array_positions', 'array_remove', 'array_replace', 'array_to_string', 'trim_array',
  'array_sort', 'array_reverse', 'isempty', 'lower_inc', 'upper_inc', 'lower_inf', 'upper_inf', 'range_merge',
  // Text search
  'to_tsvector', 'to_tsquery', 'plainto_tsquery', 'phraseto_tsquery', 'websearch_to_tsquery', 'ts_rank', 'ts_rank_cd', 'ts_headline', 'setweight',
  // Networks, identifiers, sequences, the session
  'host', 'text(inet)', 'masklen', 'network', 'abbrev', 'family', 'broadcast', 'netmask', 'hostmask', 'set_masklen',
  'gen_random_uuid', 'uuidv4', 'uuidv7', 'nextval', 'currval', 'lastval', 'setval', 'version', 'current_database', 'pg_backend_pid', 'txid_current', 'pg_current_xact_id',
];

/** Never null, whatever the arguments (unless VARIADIC gives them as one array). */
export const NEVER_NULL_FUNCTIONS: readonly string[] = [
  'concat', 'json_build_object', 'json_build_array', 'jsonb_build_object', 'jsonb_build_array', 'num_nulls', 'num_nonnulls', 'quote_nullable', 'pg_typeof', 'array_append', 'array_prepend',
  'int4range(integer, integer)', 'int8range(bigint, bigint)', 'numrange(numeric, numeric)', 'daterange(date, date)',
  'tsrange(timestamp without time zone, timestamp without time zone)', 'tstzrange(timestamp with time zone, timestamp with time zone)',
];

/** Operators of pg_catalog that are total, except over geometric types and jsonpath (`path + path`, `jsonb @@`). */
export const TOTAL_OPERATORS: readonly string[] = [
  '=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '^', '||', '&', '|', '#', '<<', '>>', '~', '!~', '~*', '!~*', '~~', '!~~', '~~*', '!~~*', '^@',
  '@>', '<@', '&&', '-|-', '&<', '&>', '<<=', '>>=', '?', '?|', '?&', '#-', '@@', '@', '|/', '||/',
];

/** Volatile functions of pg_catalog that write nothing. */
export const HARMLESS_VOLATILE: readonly string[] = [
  'random', 'random_normal', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'clock_timestamp', 'timeofday', 'currval', 'lastval', 'pg_sleep', 'array_shuffle', 'array_sample',
];

/** Aggregates whose result is not null once one row with non-null arguments went in; all others can stay null. */
export const AGGREGATES_OF_VALUES: ReadonlySet<string> = new Set([
  'sum', 'min', 'max', 'avg', 'string_agg', 'bool_and', 'bool_or', 'every', 'bit_and', 'bit_or', 'bit_xor', 'any_value', 'var_pop', 'stddev_pop',
  'mode', 'percentile_cont', 'percentile_disc', 'range_agg', 'range_intersect_agg',
]);

/** Aggregates whose result is not null once one row went in, null arguments or not. */
export const AGGREGATES_OF_ROWS: ReadonlySet<string> = new Set([
  'array_agg', 'json_agg', 'json_agg_strict', 'jsonb_agg', 'jsonb_agg_strict', 'json_object_agg', 'json_object_agg_strict', 'json_object_agg_unique',
  'json_object_agg_unique_strict', 'jsonb_object_agg', 'jsonb_object_agg_strict', 'jsonb_object_agg_unique', 'jsonb_object_agg_unique_strict',
]);

/** Aggregates and window functions that are never null. */
export const COUNTING: ReadonlySet<string> = new Set(['count', 'regr_count', 'row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist']);

/** Columns of set-returning functions of pg_catalog with non-null arguments: true where no row has null there. */
export const ROW_SOURCES: Readonly<Record<string, readonly boolean[]>> = {
  generate_series: [true], generate_subscripts: [true], regexp_split_to_table: [true], regexp_matches: [true],
  jsonb_array_elements: [true], json_array_elements: [true], jsonb_object_keys: [true], json_object_keys: [true],
  jsonb_each: [true, true], json_each: [true, true], jsonb_each_text: [true, false], json_each_text: [true, false],
};
