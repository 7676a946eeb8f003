import { startLoopback, type LoopbackAnswer, type LoopbackRequest } from '../../src/local/http/start-loopback.js';

/** STS and Systems Manager as far as a command asks them. */
export interface AwsEndpoints {
  readonly sts: string;
  readonly ssm: string;
  /** Names of operations, in the order of their calls. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** The account of whoever signs with an access key; others have no valid token. */
export type Accounts = Readonly<Record<string, string>>;

/**
 * STS speaks AWS's Query protocol (form in, XML out), Systems Manager JSON 1.1; both told by
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html and
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html.
 */
export async function startAwsEndpoints(accounts: Accounts, parameters: Readonly<Record<string, string>>): Promise<AwsEndpoints> {
  const calls: string[] = [];
  const sts = await startLoopback((request) => Promise.resolve(callerIdentity(request, accounts, calls)));
  const ssm = await startLoopback((request) => Promise.resolve(getParameter(request, parameters, calls)));
  return { sts: sts.url, ssm: ssm.url, calls, close: async () => void (await Promise.all([sts.close(), ssm.close()])) };
}

function callerIdentity({ headers, body }: LoopbackRequest, accounts: Accounts, calls: string[]): LoopbackAnswer {
  const action = new URLSearchParams(body.toString()).get('Action') ?? '';
  calls.push(action);
  const account = accounts[/Credential=([^/]+)\//.exec(headers['authorization'] ?? '')?.[1] ?? ''];
  const xml = { 'content-type': 'text/xml' };
  if (action !== 'GetCallerIdentity' || account === undefined) {
    const error = '<Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error>';
    return { status: 403, headers: xml, body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}<RequestId>r</RequestId></ErrorResponse>` };
  }
  const result = `<Arn>arn:aws:iam::${account}:user/ops</Arn><UserId>AIDAOPS</UserId><Account>${account}</Account>`;
  return { status: 200, headers: xml, body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>` };
}

function getParameter({ headers, body }: LoopbackRequest, parameters: Readonly<Record<string, string>>, calls: string[]): LoopbackAnswer {
  const target = headers['x-amz-target'] ?? '';
  calls.push(target.split('.')[1] ?? '');
  const { Name = '' } = JSON.parse(body.toString()) as { Name?: string };
  const json = { 'content-type': 'application/x-amz-json-1.1' };
  const value = Object.hasOwn(parameters, Name) ? parameters[Name] : undefined;
  if (target !== 'AmazonSSM.GetParameter' || value === undefined) return { status: 400, headers: json, body: JSON.stringify({ __type: 'ParameterNotFound' }) };
  return { status: 200, headers: json, body: JSON.stringify({ Parameter: { Name, Type: 'SecureString', Value: value, Version: 1 } }) };
}
