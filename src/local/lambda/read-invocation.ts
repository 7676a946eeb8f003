import type { LoopbackRequest } from '../http/start-loopback.js';
import { LambdaRefusal } from './lambda-refusal.js';
import { eventLimit, requestLimit } from './run-handler.js';
import type { InvocationType } from './types.js';

/** A call of the Invoke API, read. */
export interface InvocationRequest {
  readonly name: string;
  readonly type: InvocationType;
  /** JSON. */
  readonly payload: string;
}

export interface FunctionHome {
  readonly region: string;
  readonly account: string;
}

/** Signed for this service by somebody; every key is trusted. A page in the developer's browser cannot send it. */
const signed = /^AWS4-HMAC-SHA256 Credential=[^/,\s]+\/\d{8}\/[a-z0-9-]+\/lambda\/aws4_request\b/;
const path = /^\/2015-03-31\/functions\/([^/?]+)\/invocations\/?(?:\?Qualifier=([^&]*))?$/;
/** A name, a partial ARN or an ARN, each with a qualifier or without (the pattern of FunctionName in Lambda's API). */
const nameForm = /^(?:(?:arn:aws[a-zA-Z-]*:lambda:([a-z0-9-]+):)?(\d{12}):function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;
const types: readonly string[] = ['RequestResponse', 'Event', 'DryRun'] satisfies InvocationType[];

/**
 * Reads a call. Functions have one version, `$LATEST`.
 *
 * @throws LambdaRefusal
 */
export function readInvocation(request: LoopbackRequest, home: FunctionHome): InvocationRequest {
  const [, encoded, qualifier] = path.exec(request.url) ?? [];
  if (request.method !== 'POST' || encoded === undefined) throw new LambdaRefusal('UnknownOperationException', 'The operation is not known here.', 404);
  const { authorization, 'x-amz-invocation-type': type = 'RequestResponse' } = request.headers;
  if (authorization === undefined) throw new LambdaRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  if (!signed.test(authorization)) throw new LambdaRefusal('IncompleteSignatureException', 'The Authorization header is not a signature for lambda.', 403);
  if (!isType(type)) throw new LambdaRefusal('InvalidParameterValueException', `'${type}' is no invocation type: Event, RequestResponse and DryRun are`, 400);
  return { name: readName(decode(encoded), decode(qualifier ?? ''), home), type, payload: readPayload(request.body, type) };
}

const isType = (text: string): text is InvocationType => types.includes(text);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new LambdaRefusal('InvalidParameterValueException', 'The function name is not readable.', 400);
  }
}

function readName(text: string, qualifier: string, { region, account }: FunctionHome): string {
  const [, itsRegion = region, itsAccount = account, name, version = ''] = nameForm.exec(text) ?? [];
  if (name === undefined) throw new LambdaRefusal('ValidationException', `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint`, 400);
  const elsewhere = itsRegion !== region || itsAccount !== account || [version, qualifier].some((one) => one !== '' && one !== '$LATEST');
  if (elsewhere) throw functionNotFound(name, home(itsRegion, itsAccount), version === '' ? qualifier : version);
  return name;
}

const home = (region: string, account: string): FunctionHome => ({ region, account });

/** The ARN of a function, without a version. */
export const functionArn = (name: string, { region, account }: FunctionHome): string => `arn:aws:lambda:${region}:${account}:function:${name}`;

export function functionNotFound(name: string, place: FunctionHome, version = ''): LambdaRefusal {
  return new LambdaRefusal('ResourceNotFoundException', `Function not found: ${functionArn(name, place)}${version === '' ? '' : `:${version}`}`, 404);
}

/** Limits of docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: 6 MB, and 1 MB where nobody waits. */
function readPayload(body: Buffer, type: InvocationType): string {
  const limit = type === 'Event' ? eventLimit : requestLimit;
  if (body.length > limit) throw new LambdaRefusal('RequestEntityTooLargeException', `Request must be smaller than ${limit} bytes for the InvokeFunction operation`, 413);
  const text = body.length === 0 ? '{}' : body.toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new LambdaRefusal('InvalidRequestContentException', 'Could not parse request body into json', 400);
  }
}
