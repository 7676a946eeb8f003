import { checkOwnAttributes, toPairs, withAddress } from './check-attributes.js';
import { checkPassword } from './check-password.js';
import { postConfirmation } from './confirm-sign-up.js';
import { orNull } from './create-triggers.js';
import { createUser } from './create-user.js';
import type { Operation } from './pool.js';
import { pairs, text, texts } from './read-members.js';

/** SignUp: PreSignUp_SignUp decides, and may confirm at once. */
export const signUp: Operation = async (pool, request) => {
  const [password, clientId, own] = [text(request, 'Password'), text(request, 'ClientId'), pairs(request, 'UserAttributes')];
  checkOwnAttributes(own);
  checkPassword(password);
  const attributes = withAddress(text(request, 'Username'), own);
  const metadata = texts(request, 'ClientMetadata');
  const data = { validationData: orNull(pairs(request, 'ValidationData')), clientMetadata: orNull(metadata) };
  const { sub, flags, answer } = await createUser(pool, { source: 'PreSignUp_SignUp', clientId, attributes, request: data }, async (call, newSub, { autoConfirmUser, autoVerifyEmail }) => {
    const kept = { sub: newSub, ...attributes, email_verified: String(autoVerifyEmail) };
    const made = await call('SignUp', { ClientId: clientId, Username: newSub, Password: password, UserAttributes: toPairs(kept) });
    if (autoConfirmUser) await call('AdminConfirmSignUp', { UserPoolId: pool.poolId, Username: newSub });
    return made;
  });
  if (flags.autoConfirmUser) await postConfirmation(pool, sub, { source: 'PostConfirmation_ConfirmSignUp', clientId, metadata });
  const details = flags.autoConfirmUser ? {} : { CodeDeliveryDetails: answer['CodeDeliveryDetails'] };
  return { UserConfirmed: flags.autoConfirmUser, UserSub: sub, ...details };
};
