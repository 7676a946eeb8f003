import { differences } from './judge-own.js';
import type { Finding, Matrix } from './types.js';

/** What a project has committed about its own tenants' rights. */
export interface Expectation {
  readonly matrix: Matrix;
  /** Findings that are meant so: `view NAME`, `definer shared.NAME(TYPES)`. */
  readonly accepted: readonly string[];
}

/** The text is no expectation. The message says why. */
export class NoExpectation extends Error {}

const outcomes: readonly unknown[] = ['refused', 'hidden', 'some', 'rows', 'failed'];
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads what `pgcog verify isolation --json` has printed: of it, `matrix` and `accepted` (which a person writes) count.
 *
 * @throws NoExpectation
 */
export function readExpectation(text: string): Expectation {
  const read = parsed(text);
  const { matrix, accepted = [] } = isRecord(read) ? read : {};
  if (!isMatrix(matrix)) throw new NoExpectation('has no matrix of roles, objects, verbs and outcomes');
  if (!Array.isArray(accepted) || !accepted.every((one): one is string => typeof one === 'string')) throw new NoExpectation('accepted is no list of texts');
  return { matrix, accepted };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NoExpectation(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isMatrix(value: unknown): value is Matrix {
  return isRecord(value) && Object.values(value).every((objects) => isRecord(objects) && Object.values(objects).every((cells) => isRecord(cells) && Object.values(cells).every((one) => outcomes.includes(one))));
}

/** A finding for each cell that is not as committed. */
export function expectedFindings(expectation: Expectation | null, matrix: Matrix): readonly Finding[] {
  if (expectation === null) return [];
  return differences(expectation.matrix, matrix).map(({ role, object, verb, was, is }) => ({
    kind: 'expected', object, message: `${verb} as ${role} is ${is === '-' ? 'gone' : is}, and ${was === '-' ? 'was not there' : was} in the committed matrix`,
  }));
}
