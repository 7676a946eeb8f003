/** What a statement gave back. */
export interface SqlResult<Row> {
  readonly rows: Row[];
  /** Rows written, or read; null where the command has none. */
  readonly rowCount: number | null;
}

/**
 * A session of PostgreSQL by whatever way: `pg`'s client is one, and so is one through the RDS Data API. That binds text
 * as `text` and whole numbers as `int8`, so what a parameter is compared with, or handed to, says its type (`$1::uuid`,
 * `$2::int`); and it reads rows as JSON, so times come as text, and `int8` as a number.
 */
export interface SqlSession {
  /** `text` may hold several statements where there are no values. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<SqlResult<Row>>;
}
