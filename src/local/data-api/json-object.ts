import { ServiceError } from './service-error.js';

/** An object's own member: `__proto__` and the like are nobody's. */
export function own(of: object, name: string): unknown {
  return Object.hasOwn(of, name) ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** @throws ServiceError SerializationException for anything but a JSON object */
export function record(value: unknown, what: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ServiceError('SerializationException', `${what} must be an object`);
}
