import { randomBytes } from 'node:crypto';
import { checkAttributes, toPairs, withAddress } from './check-attributes.js';
import { checkPassword } from './check-password.js';
import { CognitoRefusal } from './cognito-refusal.js';
import { noClient, orNull } from './create-triggers.js';
import { createUser } from './create-user.js';
import type { Operation } from './pool.js';
import { isRecord, optionalText, pairs, text, texts } from './read-members.js';

/** AdminCreateUser: PreSignUp_AdminCreateUser decides; its flags do not count. The temporary password is sent nowhere. */
export const adminCreateUser: Operation = async (pool, request) => {
  if (optionalText(request, 'MessageAction') === 'RESEND') throw new CognitoRefusal('UnsupportedUserStateException', 'Nothing is sent here, and so nothing again.');
  const given = pairs(request, 'UserAttributes');
  checkAttributes(given);
  const attributes = withAddress(text(request, 'Username'), given);
  const chosen = optionalText(request, 'TemporaryPassword');
  if (chosen !== null) checkPassword(chosen);
  const password = chosen ?? pool.code ?? `${randomBytes(9).toString('base64url')}-aA1`;
  const data = { validationData: orNull(pairs(request, 'ValidationData')), clientMetadata: orNull(texts(request, 'ClientMetadata')) };
  const { answer } = await createUser(pool, { source: 'PreSignUp_AdminCreateUser', clientId: noClient, attributes, request: data }, (call, sub) => call('AdminCreateUser', {
    UserPoolId: pool.poolId, Username: sub, TemporaryPassword: password, MessageAction: 'SUPPRESS', UserAttributes: toPairs({ sub, email_verified: 'false', ...attributes }),
  }));
  return { User: isRecord(answer['User']) ? answer['User'] : {} };
};
