import { unrecognizable } from './call-trigger.js';
import { isRecord } from './read-members.js';
import type { Members, TokenVersion } from './types.js';

export interface ClaimChanges {
  readonly add: Members;
  readonly suppress: readonly string[];
}

/** What a PreTokenGeneration trigger wants. */
export interface Overrides {
  readonly id: ClaimChanges;
  readonly access: ClaimChanges & { readonly addScopes: readonly string[]; readonly suppressScopes: readonly string[] };
  /** Undefined: the groups that the user is in. */
  readonly groups: GroupOverride | undefined;
}

export interface GroupOverride {
  readonly names: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole: string | null;
}

const noChange: ClaimChanges = { add: {}, suppress: [] };
/** Attributes that no version may give a value that is not a string. */
const texts: readonly string[] = ['email_verified', 'phone_number_verified', 'updated_at', 'address'];

/**
 * Reads a trigger's response. The other version's form is ignored without a word, as Cognito does: whoever relies on a
 * claim has to look whether it is there.
 *
 * @throws CognitoRefusal InvalidLambdaResponseException
 */
export function readOverrides(response: Members, version: TokenVersion): Overrides {
  return version === 'V1_0' ? readFirst(record(response['claimsOverrideDetails'])) : readSecond(record(response['claimsAndScopeOverrideDetails']));
}

/** Claims of the ID token alone, and strings. */
function readFirst(details: Members): Overrides {
  const id = readChanges(details);
  if (Object.values(id.add).some((value) => typeof value !== 'string')) throw unrecognizable();
  return { id, access: { ...noChange, addScopes: [], suppressScopes: [] }, groups: readGroups(details) };
}

function readSecond(details: Members): Overrides {
  const access = record(details['accessTokenGeneration']);
  return {
    id: readChanges(record(details['idTokenGeneration'])),
    access: { ...readChanges(access), addScopes: strings(access['scopesToAdd']), suppressScopes: strings(access['scopesToSuppress']) },
    groups: readGroups(details),
  };
}

function readChanges(generation: Members): ClaimChanges {
  const add = record(generation['claimsToAddOrOverride']);
  if (texts.some((name) => Object.hasOwn(add, name) && typeof add[name] !== 'string')) throw unrecognizable();
  return { add, suppress: strings(generation['claimsToSuppress']) };
}

/** Null or empty takes the groups away; to keep them, the trigger copies what it was sent. */
function readGroups(details: Members): GroupOverride | undefined {
  if (!Object.hasOwn(details, 'groupOverrideDetails')) return undefined;
  const { groupsToOverride, iamRolesToOverride, preferredRole } = record(details['groupOverrideDetails']);
  return { names: strings(groupsToOverride), roles: strings(iamRolesToOverride), preferredRole: typeof preferredRole === 'string' ? preferredRole : null };
}

function record(value: unknown): Members {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw unrecognizable();
  return value;
}

function strings(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw unrecognizable();
  return value;
}
