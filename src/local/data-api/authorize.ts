import { ServiceError } from './service-error.js';

const form = /^AWS4-HMAC-SHA256 Credential=([\w-]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request, *SignedHeaders=[\w;-]+, *Signature=[0-9a-f]{64}$/;

/**
 * Id of the access key that a request was signed with. The signature itself is not verified: who reaches this endpoint is on
 * this machine.
 *
 * @throws ServiceError as AWS answers a request without a signature, or with one for another service or region
 */
export function authorize(header: string | undefined, region: string | null): string {
  if (header === undefined) throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, key, scope, service] = form.exec(header) ?? [];
  if (key === undefined) throw new ServiceError('IncompleteSignatureException', 'Authorization header is not a signature of version 4');
  if (service !== 'rds-data') throw new ServiceError('InvalidSignatureException', "Credential should be scoped to correct service: 'rds-data'.");
  if (region !== null && scope !== region) throw new ServiceError('InvalidSignatureException', `Credential should be scoped to a valid region, not '${String(scope)}'.`);
  return key;
}
