import { isObjectType, Kind, valueFromASTUntyped, type ConstDirectiveNode, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { AuthMode } from '../../identity/types.js';
import { AppsyncError } from '../appsync-error.js';
import { isRecord } from '../is-record.js';
import type { Caller } from '../types.js';

/** `allowed`, or refused with an error, or null without one: a Lambda authorizer's deniedFields. */
export type Decision = 'allowed' | 'refused' | 'denied';
export type Authorizer = (caller: Caller, type: GraphQLObjectType, field: string) => Decision;

/** A mode, and the groups of which the caller has to be in one; null: any caller. */
interface Rule {
  readonly mode: AuthMode;
  readonly groups: readonly string[] | null;
}

const modes: Readonly<Record<string, AuthMode>> = {
  aws_api_key: 'api_key', aws_iam: 'iam', aws_oidc: 'oidc', aws_lambda: 'lambda', aws_cognito_user_pools: 'cognito_user_pools', aws_auth: 'cognito_user_pools',
};

/**
 * Decides who may see a field: by its own directives, else by its type's, else callers of the default mode. Several
 * directives are alternatives (AppSync: "Configuring authorization and authentication").
 */
export function createAuthorizer(schema: GraphQLSchema, defaultAuth: AuthMode): Authorizer {
  const rules = new Map<string, readonly Rule[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const ofType = rulesOf([type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []));
    for (const field of Object.values(type.getFields())) rules.set(`${type.name}.${field.name}`, ofField(field, ofType, defaultAuth));
  }
  return (caller, type, field) => {
    if (isDenied(caller.deniedFields ?? [], type.name, field)) return 'denied';
    const ofThis = rules.get(`${type.name}.${field}`);
    return ofThis === undefined || ofThis.some((rule) => holds(rule, caller)) ? 'allowed' : 'refused';
  };
}

/** The error of a field that the caller may not see. */
export function notAuthorized(type: string, field: string): AppsyncError {
  return new AppsyncError(`Not Authorized to access ${field} on type ${type}`, 'Unauthorized');
}

/** An error of a field's resolver: that of `util.unauthorized` has its message from the field. */
export function namedAfter(type: string, field: string, error: AppsyncError): AppsyncError {
  return error.type === 'Unauthorized' && error.message === '' ? notAuthorized(type, field) : error;
}

function ofField(field: GraphQLField<unknown, unknown>, ofType: readonly Rule[], defaultAuth: AuthMode): readonly Rule[] {
  const own = rulesOf(field.astNode?.directives ?? []);
  if (own.length > 0) return own;
  return ofType.length > 0 ? ofType : [{ mode: defaultAuth, groups: null }];
}

function rulesOf(directives: readonly ConstDirectiveNode[]): readonly Rule[] {
  return directives.flatMap(({ name, arguments: given = [] }) => {
    const mode = Object.hasOwn(modes, name.value) ? modes[name.value] : undefined;
    const groups = given.find((one) => one.name.value === 'cognito_groups' && one.value.kind === Kind.LIST);
    return mode === undefined ? [] : [{ mode, groups: groups === undefined ? null : (valueFromASTUntyped(groups.value) as readonly string[]) }];
  });
}

/** A pool whose DefaultAction is DENY lets nobody in but by their group. */
function holds({ mode, groups }: Rule, { mode: callers, identity }: Caller): boolean {
  if (mode !== callers) return false;
  if (groups === null) return !(mode === 'cognito_user_pools' && isRecord(identity) && identity['defaultAuthStrategy'] === 'DENY');
  const own = isRecord(identity) && Array.isArray(identity['groups']) ? (identity['groups'] as unknown[]) : [];
  return groups.some((group) => own.includes(group));
}

/** `Type.field`, or `arn:aws:appsync:<region>:<account>:apis/<id>/types/<type>/fields/<field>`. */
function isDenied(denied: readonly string[], type: string, field: string): boolean {
  return denied.some((one) => one === `${type}.${field}` || (one.startsWith('arn:') && one.endsWith(`/types/${type}/fields/${field}`)));
}
