import { readFileSync } from 'node:fs';
import { DatabaseFailure } from '../../../src/runtime/errors.js';
import type { Envelope, LogLine, Manifest, ManifestStatement, StatementRequest, StatementResult, Transport } from '../../../src/runtime/types.js';

/** The shop's statements.json. */
export const shop = JSON.parse(readFileSync(new URL('../../../fixtures/generate/shop/expected/generated/statements.json', import.meta.url), 'utf8')) as Manifest;

export const prefix = 'shop/test';

export function identity(userid: string, tenant: string | null, role: string): object {
  return { sub: 'd1c7a3f0-0000-4000-8000-000000000000', claims: { userid, tenant, role } };
}

/** A request as a generated resolver makes it. */
export function request(statement: string, parameters: object = {}, more: object = {}): object {
  return { v: 1, statement, parts: [], parameters, identity: identity('u1', 'acme', 'admins'), ...more };
}

export interface Recorder extends Transport {
  readonly requests: StatementRequest[];
  /** `begin`, `commit` and `rollback`, with the secret. */
  readonly ends: (readonly [string, string])[];
}

/** Remembers what it is asked for, and answers with what `answer` makes of it: by default with no rows. */
export function recorder(answer: (request: StatementRequest) => Partial<StatementResult> | DatabaseFailure = () => ({})): Recorder {
  const requests: StatementRequest[] = [];
  const ends: (readonly [string, string])[] = [];
  const end = (kind: string) => async (secret: string): Promise<void> => void ends.push([kind, secret]);
  return {
    requests, ends,
    async execute(asked) {
      requests.push(asked);
      const found = answer(asked);
      if (found instanceof DatabaseFailure) throw found;
      return { records: [], columns: asked.columns ? [] : null, updated: 0, bytes: 0, ...found };
    },
    async begin(secret) {
      ends.push(['begin', secret]);
      return `t${ends.length}`;
    },
    commit: end('commit'),
    rollback: end('rollback'),
  };
}

/** A statement with nothing special about it. */
export function statement(more: Partial<ManifestStatement> & { readonly sql?: ManifestStatement['variants'][number]['sql'] } = {}): ManifestStatement {
  const { sql = ['select 1 as one'], ...rest } = more;
  const columns = rest.columns ?? [{ name: 'one', label: 'one', codec: { kind: 'int' }, hidden: false }];
  return {
    operation: 'read', parameters: [], columns, rows: 'many', scalar: false, page: null, orders: [], batch: null, allow: null, tenantArgument: null, uses: [],
    variants: [{ roles: null, sql, labels: columns.map(({ label }) => label), parts: [] }], ...rest,
  };
}

export function manifestOf(statements: Manifest['statements'], more: Partial<Manifest> = {}): Manifest {
  return { v: 1, manifest: 'abc123', statements, transactions: {}, lambdas: {}, errors: {}, ...more };
}

/** The data of an answer that has some. */
export function dataOf(answer: Envelope | readonly Envelope[]): unknown {
  if (!('data' in answer)) throw new Error(JSON.stringify(answer));
  return answer.data;
}

export function errorOf(answer: Envelope | readonly Envelope[]): { readonly code: string; readonly field: string | null; readonly message: string; readonly retryable: boolean } {
  if (!('error' in answer)) throw new Error(JSON.stringify(answer));
  return answer.error;
}

export function lines(): { readonly log: (line: LogLine) => void; readonly written: LogLine[] } {
  const written: LogLine[] = [];
  return { written, log: (line) => void written.push(line) };
}
