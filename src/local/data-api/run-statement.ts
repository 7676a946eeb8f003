import type { Client, Connection, FieldDef, Submittable } from 'pg';
import type { BoundSql } from './types.js';

/** What a statement came to. */
export interface Outcome {
  /** Null for a statement that gives no rows. */
  readonly fields: readonly FieldDef[] | null;
  /** PostgreSQL's texts. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** More bytes than allowed: `rows` is not all of them. */
  readonly tooLarge: boolean;
  /** `INSERT 0 1`; empty for an empty statement. */
  readonly tag: string;
  readonly failure: Error | null;
  /** I: in no transaction, T: in one, E: in one that failed; null: the connection is gone. */
  readonly status: 'I' | 'T' | 'E' | null;
}

/**
 * Runs one statement by the extended protocol, with the types of its values given, as the service's driver does; results as
 * text. Never rejects. A result beyond `maxBytes` runs to its end, and is not kept.
 */
export function runStatement(client: Client, sql: BoundSql, maxBytes: number): Promise<Outcome> {
  return new Promise((resolve) => void client.query(new Statement(sql, maxBytes, client.connection, resolve)));
}

/** Called by `pg` for each message of the server. */
class Statement implements Submittable {
  #fields: readonly FieldDef[] | null = null;
  #rows: (readonly (string | null)[])[] = [];
  #bytes = 0;
  #tag = '';
  #failure: Error | null = null;

  constructor(readonly sql: BoundSql, readonly maxBytes: number, readonly connection: Connection, readonly done: (outcome: Outcome) => void) {}

  readonly #ready = (message: { readonly status: 'I' | 'T' | 'E' }): void => this.#finish(message.status);
  readonly #ended = (): void => this.#finish(null);

  submit(connection: Connection): void {
    connection.once('readyForQuery', this.#ready);
    connection.once('end', this.#ended);
    const { text, values } = this.sql;
    connection.stream.cork();
    connection.parse({ name: '', text, types: values.map(({ oid }) => String(oid)) }, true);
    connection.bind({ values: values.map(({ value }) => value) }, true);
    connection.describe({ type: 'P', name: '' }, true);
    connection.execute(null, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription(message: { readonly fields: readonly FieldDef[] }): void {
    this.#fields = message.fields;
  }

  handleDataRow(message: { readonly length: number; readonly fields: readonly (string | null)[] }): void {
    this.#bytes += message.length;
    if (this.#bytes <= this.maxBytes) this.#rows.push(message.fields);
    else this.#rows = [];
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.#tag = message.text;
  }

  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  /** `#ready` hears it too, also behind an error. */
  handleReadyForQuery(): void {}

  /** Nor has it a way to hand on what COPY gives. */
  handleCopyData(): void {
    this.#failure ??= new Error('COPY');
  }

  /** The service has no way to send data after a statement, and the server would wait for it. */
  handleCopyInResponse(connection: Connection): void {
    connection.stream.destroy();
  }

  handleError(error: Error): void {
    this.#failure ??= error;
    // Not the server's: the connection is gone, and nothing more will come from it.
    if (!('severity' in error)) this.#finish(null);
  }

  #finish(status: Outcome['status']): void {
    this.connection.removeListener('readyForQuery', this.#ready);
    this.connection.removeListener('end', this.#ended);
    const failure = this.#failure ?? (status === null ? new Error('the connection ended') : null);
    this.done({ fields: this.#fields, rows: this.#rows, tooLarge: this.#bytes > this.maxBytes, tag: this.#tag, failure, status });
  }
}
