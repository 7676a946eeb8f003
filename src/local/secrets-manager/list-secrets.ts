import type { Filter, ListSecretsRequest, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { describe, stagesOf } from './describe-secret.js';
import type { SecretShelf } from './secret-shelf.js';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret } from './types.js';

/** ListSecrets: oldest first unless told, at most 100 a page. @throws SecretsRefusal for a token that is none of ours */
export function listSecrets(shelf: SecretShelf, request: ListSecretsRequest): ListSecretsResponse {
  const { MaxResults: max = 100, Filters: filters = [], IncludePlannedDeletion: planned = false, NextToken: token } = request;
  const found = shelf.all().filter((secret) => (planned || secret.deletion === null) && filters.every((filter) => passes(secret, filter)));
  if (request.SortOrder === 'desc') found.reverse();
  const start = token === undefined ? 0 : found.findIndex(({ arn }) => Buffer.from(arn).toString('base64url') === token) + 1;
  if (token !== undefined && start === 0) throw new SecretsRefusal('InvalidNextTokenException', 'The NextToken value is invalid.');
  const page = found.slice(start, start + max);
  const last = page.at(-1);
  return {
    SecretList: page.map((secret) => ({ ...describe(secret), ...(secret.versions.length > 0 && { SecretVersionsToStages: stagesOf(secret) }) })),
    ...(last !== undefined && start + max < found.length && { NextToken: Buffer.from(last.arn).toString('base64url') }),
  };
}

/** One of its values is a beginning of what the key names; `!` before a value turns it round. */
function passes(secret: Secret, { Key: key, Values: values = [] }: Filter): boolean {
  const folded = key === 'description' || key === 'all';
  const fold = (text: string): string => (folded ? text.toLowerCase() : text);
  const texts = textsOf(secret, key ?? '').map(fold);
  return values.some((value) => {
    const begins = texts.some((text) => text.startsWith(fold(value.replace(/^!/, ''))));
    return value.startsWith('!') ? !begins : begins;
  });
}

function textsOf(secret: Secret, key: string): string[] {
  const { name, description, tags } = secret;
  const keys = (tags ?? []).map(({ Key }) => Key);
  const values = (tags ?? []).map(({ Value }) => Value);
  if (key === 'name') return [name];
  if (key === 'description') return description === null ? [] : [description];
  if (key === 'tag-key') return keys;
  if (key === 'tag-value') return values;
  return key === 'all' ? [name, description ?? '', ...keys, ...values].flatMap((text) => [text, ...text.split(/[^A-Za-z0-9]+/)]) : [];
}
