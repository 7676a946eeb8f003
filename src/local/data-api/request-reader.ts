import { own, record } from './json-object.js';
import { ServiceError } from './service-error.js';

/** Reads a request's members and collects what the model forbids, as the service answers it: all of it, in one message. */
export class RequestReader {
  readonly #members: object;
  readonly #violations: string[] = [];

  /** @throws ServiceError SerializationException when the body is no JSON object */
  constructor(body: Buffer) {
    this.#members = record(parse(body), 'the body');
  }

  /** A member that must be there. Length in UTF-16 units. */
  text(name: string, min: number, max: number): string {
    const value = this.optionalText(name, max);
    if (value === null) this.#violation(name, 'null', 'Member must not be null');
    else if (value.length < min) this.#violation(name, `'${value}'`, `Member must have length greater than or equal to ${min}`);
    return value ?? '';
  }

  optionalText(name: string, max: number): string | null {
    const value = own(this.#members, name) ?? null;
    if (value === null) return null;
    if (typeof value !== 'string' || /\p{Cs}/u.test(value)) throw new ServiceError('SerializationException', `${name} must be a string`);
    if (value.includes('\0')) this.#violation(name, 'with a NUL character', 'Member must not hold one');
    if (value.length > max) this.#violation(name, 'too long', `Member must have length less than or equal to ${max}`);
    return value;
  }

  flag(name: string): boolean {
    const value = own(this.#members, name) ?? false;
    if (typeof value !== 'boolean') throw new ServiceError('SerializationException', `${name} must be a boolean`);
    return value;
  }

  list(name: string): readonly unknown[] {
    const value = own(this.#members, name) ?? [];
    if (!Array.isArray(value)) throw new ServiceError('SerializationException', `${name} must be a list`);
    return value as unknown[];
  }

  /** One of the values, the first by default; `path` is a member, or a member of a member. */
  choice<T extends string>(path: readonly [string] | readonly [string, string], values: readonly [T, ...T[]]): T {
    const [outer, inner] = path;
    const found = own(this.#members, outer) ?? null;
    const value = inner === undefined || found === null ? found : own(record(found, outer), inner) ?? null;
    const name = path.join('.');
    if (value === null) return values[0];
    const choice = values.find((each) => each === value);
    if (choice === undefined) this.#violation(name, `'${String(value)}'`, `Member must satisfy enum value set: [${values.join(', ')}]`);
    return choice ?? values[0];
  }

  /** @throws ServiceError ValidationException with what was found; to be called before anything read is used */
  check(): void {
    const { length } = this.#violations;
    if (length === 0) return;
    throw new ServiceError('ValidationException', `${length} validation error${length === 1 ? '' : 's'} detected: ${this.#violations.join('; ')}`);
  }

  #violation(name: string, value: string, constraint: string): void {
    this.#violations.push(`Value ${value} at '${name}' failed to satisfy constraint: ${constraint}`);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'the body is no JSON');
  }
}
