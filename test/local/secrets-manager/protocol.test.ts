import { request as httpRequest } from 'node:http';
import { CreateSecretCommand, GetResourcePolicyCommand, GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { localClient, refusal } from './local-client.js';

const { client, url } = await localClient();

const signature = 'AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=00';

/** A request by hand; returns status, headers and the JSON answer. */
async function post(operation: string, body: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${operation}`, authorization: signature, ...headers } });
  return { status: response.status, headers: response.headers, json: await response.json() as Record<string, unknown> };
}

describe('the wire protocol', () => {
  it('answers with epoch seconds, base64 and a request id', async () => {
    await client.send(new CreateSecretCommand({ Name: 'wire/binary', SecretBinary: new Uint8Array([0, 255, 7]) }));
    const { status, headers, json } = await post('GetSecretValue', '{"SecretId":"wire/binary"}');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(json).toMatchObject({ CreatedDate: 1700000000.123, SecretBinary: 'AP8H' });
    const { SecretBinary, CreatedDate, $metadata } = await client.send(new GetSecretValueCommand({ SecretId: 'wire/binary' }));
    expect(SecretBinary).toEqual(new Uint8Array([0, 255, 7]));
    expect(CreatedDate).toEqual(new Date(1_700_000_000_123));
    expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers errors with __type and Message and status 400', async () => {
    const { status, json } = await post('GetSecretValue', '{"SecretId":"nobody"}');
    expect(status).toBe(400);
    expect(json).toEqual({ __type: 'ResourceNotFoundException', Message: "Secrets Manager can't find the specified secret." });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'nobody' }))).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('knows no other operation', async () => {
    expect(await refusal(client.send(new GetResourcePolicyCommand({ SecretId: 'wire/binary' })))).toMatchObject({ name: 'UnknownOperationException', status: 400 });
    expect((await post('constructor', '{}')).json).toMatchObject({ __type: 'UnknownOperationException' });
    expect((await post('x', '{}', { 'x-amz-target': 'other.GetSecretValue' })).json).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('insists on the client request token, which the SDK sends unasked', async () => {
    const message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';
    for (const operation of ['CreateSecret', 'PutSecretValue', 'UpdateSecret']) {
      expect((await post(operation, '{"Name":"a","SecretId":"a","SecretString":"b"}')).json).toEqual({ __type: 'InvalidRequestException', Message: message });
    }
  });

  it('refuses requests that nobody signed for it', async () => {
    expect((await post('GetSecretValue', '{}', { authorization: '' })).status).toBe(400);
    expect((await post('GetSecretValue', '{}', { authorization: signature.replace('secretsmanager', 'rds-data') })).json).toMatchObject({ __type: 'IncompleteSignatureException' });
    const unsigned = await fetch(url, { method: 'POST', body: '{}', headers: { 'x-amz-target': 'secretsmanager.ListSecrets' } });
    expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });

  it.each(['[]', 'null', '{', '{"SecretId":5}', '{"SecretId":{}}', '"x"', '{"SecretId":["a"]}'])('refuses the body %s', async (body) => {
    expect((await post('GetSecretValue', body)).json).toMatchObject({ __type: 'SerializationException' });
  });

  it('checks limits of members without repeating a secret', async () => {
    expect((await post('GetSecretValue', '{}')).json).toEqual({ __type: 'ValidationException', Message: "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null" });
    expect((await post('ListSecrets', '{"MaxResults":101}')).json['Message']).toBe("1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100");
    expect((await post('CreateSecret', '{"__proto__":{"Name":"a"}}')).json).toMatchObject({ __type: 'ValidationException' });
    expect((await post('CreateSecret', '{"Name":"a","SecretBinary":"%%"}')).json).toMatchObject({ __type: 'SerializationException' });
  });

  it('answers this machine only, whatever name was pointed at it', async () => {
    const status = await new Promise((resolve, reject) => {
      httpRequest(url, { method: 'POST', headers: { host: 'attacker.example' } }, (response) => resolve(response.statusCode)).once('error', reject).end();
    });
    expect(status).toBe(403);
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });

  it('reads no endless body', async () => {
    const response = await fetch(url, { method: 'POST', body: 'x'.repeat(3_000_000) });
    expect(response.status).toBe(413);
  });
});
