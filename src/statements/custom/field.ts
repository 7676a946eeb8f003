import type { FieldStatement } from '../types.js';
import type { CustomContext } from './context.js';
import type { ResolverInput } from './inputs.js';

type Made = Pick<FieldStatement, 'operation' | 'arguments' | 'statement' | 'steps' | 'check' | 'result' | 'lambda'>;

/** A resolver's field: what was found out, and what the spec says beside its SQL. */
export function customField(context: CustomContext, { spec }: ResolverInput, made: Made): FieldStatement {
  return {
    kind: 'field', parent: spec.parent, field: spec.field, origin: 'custom', inputs: [], ...made,
    engine: spec.engine ?? context.settings.config.engine,
    auth: spec.auth ?? [], allow: spec.allow, tenantArgument: spec.tenantArgument,
    callersGrantedLater: spec.callersGrantedLater, description: spec.description, span: spec.span,
  };
}
