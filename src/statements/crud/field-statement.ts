import type { AuthMode } from '../../config/auth-mode.js';
import type { Span } from '../../source/types.js';
import type { FieldStatement, Statement } from '../types.js';
import type { ValueContext } from '../codec.js';

interface Made {
  readonly parent: string;
  readonly field: string;
  readonly origin: Statement['origin'];
  readonly arguments: FieldStatement['arguments'];
  readonly inputs?: FieldStatement['inputs'];
  readonly statement: Omit<Statement, 'kind' | 'name' | 'origin' | 'scalar' | 'page' | 'orders' | 'batch' | 'permissions'> & Partial<Statement>;
  readonly result: FieldStatement['result'];
  readonly auth: readonly AuthMode[] | null;
  readonly allow: readonly string[] | null;
  readonly description: string | null;
  readonly span: Span | null;
}

/** A field of the generator's own, with everything filled in that such fields never have. */
export function fieldStatement(context: ValueContext, made: Made): FieldStatement {
  const statement: Statement = {
    kind: 'statement', name: `${made.parent}.${made.field}`, origin: made.origin,
    scalar: false, page: null, orders: [], batch: null, permissions: [], ...made.statement,
  };
  return {
    kind: 'field', parent: made.parent, field: made.field, origin: made.origin, operation: statement.operation,
    arguments: made.arguments, inputs: made.inputs ?? [], statement, steps: [], check: null, result: made.result,
    lambda: false, engine: context.settings.config.engine, auth: made.auth ?? [], allow: made.allow, tenantArgument: null,
    callersGrantedLater: false, description: made.description, span: made.span,
  };
}
