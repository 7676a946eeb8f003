/** Types that GraphQL or AppSync already has (AppSync: "Scalar types", names beginning with AWS). */
const taken: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription', 'ID', 'String', 'Int', 'Float', 'Boolean', 'Long', 'BigInt']);

/** Made by the generator for every API: conditions of filters by scalar (`StringCondition`, `IDConditionEq`). */
const made = /^(ID|String|Int|Float|Boolean|Date|Time|DateTime|Timestamp|Email|JSON|Phone|URL|IPAddress)Condition/;

/** True for a name that no type of the user can have. */
export function isReservedType(name: string): boolean {
  return taken.has(name) || name.startsWith('AWS') || made.test(name);
}

/** Enum values that GraphQL reads as something else. */
export function isReservedValue(name: string): boolean {
  return name === 'true' || name === 'false' || name === 'null';
}
