import { countStatements } from './count-statements.js';
import { RequestReader } from './request-reader.js';
import { readParameter } from './read-parameter.js';
import { ServiceError } from './service-error.js';
import type { NamedValue, Operation } from './types.js';

/** What every operation is told. */
export interface Target {
  readonly resourceArn: string;
  /** ARN, ARN without its last six characters, or name. */
  readonly secretArn: string;
  /** Null where none is named. */
  readonly database: string | null;
  readonly transactionId: string | null;
}

export interface ResultOptions {
  readonly decimals: 'STRING' | 'DOUBLE_OR_LONG';
  readonly longs: 'LONG' | 'STRING';
}

export interface StatementRequest extends Target {
  readonly sql: string;
  /** One for ExecuteStatement. */
  readonly parameterSets: readonly (readonly NamedValue[])[];
  readonly metadata: boolean;
  readonly continueAfterTimeout: boolean;
  readonly json: boolean;
  readonly results: ResultOptions;
}

/**
 * A request, checked against the service's model and the rules for Aurora PostgreSQL of version 2.
 *
 * @throws ServiceError SerializationException, ValidationException
 */
export function readRequest(operation: Operation, body: Buffer): StatementRequest {
  const reader = new RequestReader(body);
  const ends = operation === 'CommitTransaction' || operation === 'RollbackTransaction';
  const runs = operation === 'ExecuteStatement' || operation === 'BatchExecuteStatement';
  const target = {
    resourceArn: reader.text('resourceArn', 11, 570),
    secretArn: reader.text('secretArn', 11, 570),
    database: ends ? null : reader.optionalText('database', 64) || null,
    transactionId: ends ? reader.text('transactionId', 0, 192) : runs ? reader.optionalText('transactionId', 192) : null,
  };
  const schema = ends ? null : reader.optionalText('schema', 64);
  const sql = runs ? reader.text('sql', 0, 65_536) : '';
  const options = readOptions(reader, operation);
  reader.check();
  if (schema !== null) throw new ServiceError('ValidationException', "The schema parameter isn't supported");
  checkStatement(sql, target.transactionId, options.continueAfterTimeout);
  return { ...target, sql, ...options, parameterSets: readSets(reader, operation) };
}

function readOptions(reader: RequestReader, operation: Operation): Omit<StatementRequest, keyof Target | 'sql' | 'parameterSets'> {
  const executes = operation === 'ExecuteStatement';
  return {
    metadata: executes && reader.flag('includeResultMetadata'),
    continueAfterTimeout: executes && reader.flag('continueAfterTimeout'),
    json: executes && reader.choice(['formatRecordsAs'], ['NONE', 'JSON']) === 'JSON',
    results: {
      decimals: executes ? reader.choice(['resultSetOptions', 'decimalReturnType'], ['STRING', 'DOUBLE_OR_LONG']) : 'STRING',
      longs: executes ? reader.choice(['resultSetOptions', 'longReturnType'], ['LONG', 'STRING']) : 'LONG',
    },
  };
}

function checkStatement(sql: string, transactionId: string | null, continues: boolean): void {
  if (countStatements(sql) > 1) throw new ServiceError('ValidationException', "Multistatements aren't supported");
  if (continues && transactionId !== null) {
    throw new ServiceError('ValidationException', "The continueAfterTimeout parameter isn't supported for a statement in a transaction");
  }
}

function readSets(reader: RequestReader, operation: Operation): readonly (readonly NamedValue[])[] {
  if (operation === 'ExecuteStatement') return [readSet(reader.list('parameters'))];
  return operation === 'BatchExecuteStatement' ? reader.list('parameterSets').map(readSet) : [];
}

function readSet(raw: unknown): readonly NamedValue[] {
  if (!Array.isArray(raw)) throw new ServiceError('SerializationException', 'a parameter set must be a list');
  const parameters = raw.map(readParameter);
  const names = new Set(parameters.map(({ name }) => name));
  if (names.size < parameters.length) throw new ServiceError('ValidationException', 'a parameter is given twice');
  return parameters;
}
