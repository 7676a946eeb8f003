import type { Filter, ListSecretsRequest, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import { describe, stagesOf } from './describe-secret.js';
import type { SecretShelf } from './secret-shelf.js';
import { SecretsRefusal } from './secrets-refusal.js';
import type { Secret } from './types.js';

/** ListSecrets: oldest first unless told, at most 100 a page. @throws SecretsRefusal for a token that is none of ours */
export function listSecrets(shelf: SecretShelf, request: ListSecretsRequest): ListSecretsResponse {
  const { MaxResults: max = 100, Filters: filters = [], IncludePlannedDeletion: planned = false, NextToken: token } = request;
  const sign = request.SortOrder === 'desc' ? -1 : 1;
  const after = token === undefined ? null : placeOf(token);
  const found = shelf.all()
    .filter((secret) => (planned || secret.deletion === null) && filters.every((filter) => passes(secret, filter)))
    .sort((a, b) => sign * compare(a, b))
    .filter((secret) => after === null || sign * compare(secret, after) > 0);
  const page = found.slice(0, max);
  const last = page.at(-1);
  return {
    SecretList: page.map((secret) => ({ ...describe(secret), ...(secret.versions.length > 0 && { SecretVersionsToStages: stagesOf(secret) }) })),
    ...(last !== undefined && found.length > max && { NextToken: Buffer.from(`${last.created} ${last.name}`).toString('base64url') }),
  };
}

type Place = Pick<Secret, 'created' | 'name'>;

const compare = (a: Place, b: Place): number => a.created - b.created || (a.name < b.name ? -1 : Number(a.name > b.name));

/** A place, not a count: who deletes what a page showed misses nothing on the next. */
function placeOf(token: string): Place {
  const [, created, name] = /^(\d+) (.+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (created === undefined || name === undefined) throw new SecretsRefusal('InvalidNextTokenException', 'The NextToken value is invalid.');
  return { created: Number(created), name };
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
