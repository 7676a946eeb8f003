import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Secret, SecretValue, SecretVersion } from './types.js';

/** Form of the file: a Secret is as in memory, binary values in base64. */
const v = 1;

/**
 * What a store's file holds, by name; nothing where there is no file.
 *
 * @throws Error where the file cannot be read, or is not a store's
 */
export function readSecrets(file: string): Map<string, Secret> {
  const text = textOf(file);
  if (text === null) return new Map();
  // Whoever put it here may have left it readable to others.
  chmodSync(file, 0o600);
  const secrets = parsed(text);
  if (secrets === null) throw new Error(`${file} is not a file of secrets of pg-cognition; move it away to begin with none`);
  return new Map(secrets.map((secret) => [secret.name, secret]));
}

/** Replaces the file at once: a reader, or a crash, finds the old content or the new. Mode 0600. */
export function writeSecrets(file: string, secrets: readonly Secret[]): void {
  const packed = secrets.map((secret) => ({ ...secret, versions: secret.versions.map((version) => ({ ...version, value: version.value === null ? null : packValue(version.value) })) }));
  const aside = `${file}.${randomUUID()}`;
  try {
    writeFileSync(aside, `${JSON.stringify({ v, secrets: packed }, null, 1)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(aside, file);
  } catch (failure) {
    rmSync(aside, { force: true });
    throw failure;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return null;
    throw failure;
  }
}

/** Null where it is not what writeSecrets writes. It is the developer's own file: its form is checked, not every member. */
function parsed(text: string): Secret[] | null {
  try {
    const content = JSON.parse(text) as { v?: unknown; secrets?: Secret[] };
    if (content.v !== v) return null;
    return (content.secrets ?? []).map((secret) => ({ ...secret, rotation: secret.rotation ?? null, versions: secret.versions.map(unpackVersion) }));
  } catch {
    return null;
  }
}

const packValue = (value: SecretValue): Record<string, string> => ('SecretString' in value ? { SecretString: value.SecretString } : { SecretBinary: Buffer.from(value.SecretBinary).toString('base64') });

function unpackVersion(version: SecretVersion): SecretVersion {
  if (version.value === null) return version;
  const value = version.value as unknown as Record<string, string>;
  return { ...version, value: value['SecretString'] === undefined ? { SecretBinary: Buffer.from(value['SecretBinary'] ?? '', 'base64') } : { SecretString: value['SecretString'] } };
}
