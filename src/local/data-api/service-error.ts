/** Errors of the service's model with their HTTP status; what it answers besides is not in the model (`ValidationException`). */
const statuses = {
  AccessDeniedException: 403,
  BadRequestException: 400,
  DatabaseErrorException: 400,
  DatabaseResumingException: 400,
  DatabaseUnavailableException: 504,
  HttpEndpointNotEnabledException: 400,
  IncompleteSignatureException: 400,
  InternalServerErrorException: 500,
  InvalidSecretException: 400,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  RequestEntityTooLargeException: 413,
  SecretsErrorException: 400,
  SerializationException: 400,
  ServiceUnavailableError: 503,
  StatementTimeoutException: 400,
  TransactionNotFoundException: 404,
  UnknownOperationException: 404,
  UnsupportedResultException: 400,
  ValidationException: 400,
} as const;

export type ServiceErrorName = keyof typeof statuses;

/** An error as the service answers it. Those of 500 and above have no message in the model, and none is sent. */
export class ServiceError extends Error {
  readonly status: number;
  constructor(override readonly name: ServiceErrorName, message = '', readonly members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = statuses[name];
  }

  /** The body of the answer, as JSON. */
  body(): string {
    return JSON.stringify(this.status >= 500 ? {} : { message: this.message, ...this.members });
  }
}
