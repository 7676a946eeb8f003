import type { Tag } from '@aws-sdk/client-secrets-manager';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret } from './types.js';

const maxTags = 50;

/**
 * The secret with tags added; one whose key it has gets the new value.
 *
 * @throws SecretsRefusal InvalidParameterException for a key of AWS's own, or more than 50 tags
 */
export function addTags(secret: Secret, added: readonly Tag[]): Secret {
  const tags = new Map((secret.tags ?? []).map(({ Key, Value }) => [Key, Value]));
  for (const { Key = '', Value = '' } of added) {
    if (Key.toLowerCase().startsWith('aws:')) throw new SecretsRefusal('InvalidParameterException', "You can't use a tag key that begins with aws:.");
    tags.set(Key, Value);
  }
  if (tags.size > maxTags) throw new SecretsRefusal('InvalidParameterException', `You can't attach more than ${maxTags} tags to a secret.`);
  return { ...secret, tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}
