import { askDatabase, type Database } from './hooks/ask-database.js';
import { handOver } from './hooks/hand-over.js';
import { HookRefusal } from './hooks/hook-refusal.js';
import { runHook, type Decide } from './hooks/run-hook.js';
import { checkClaimNames, groupsOf, tokenResponse, versionOf } from './hooks/token-response.js';
import type { Hook, HookName, HookOptions } from './hooks/types.js';
import type { ClaimNames } from './identity/types.js';
import { withRetries } from './retry.js';
import { writeLine } from './write-line.js';

export { HookRefusal } from './hooks/hook-refusal.js';
export { invokeLater, type InvokeLaterOptions } from './invoke-later.js';
export type { Hook, HookEvent, HookLine, HookName, HookOptions, LambdaContext, Provision, ProvisionJob, RefusalCode } from './hooks/types.js';

/** What the decisions have in common. */
type Settings = Required<Omit<HookOptions, 'claims'>> & { readonly claims: Required<ClaimNames>; readonly database: Database };

/** Milliseconds between the database's last chance and a call's end. */
const reserve = 400;
/** Milliseconds that somebody who gets a token waits for what is not about this token. */
const aside = 1_500;

/**
 * The triggers of a Cognito user pool: who may sign up, and what a token says. Each takes Cognito's event and answers
 * with it, or throws what its user may read; each can be run any number of times, since Cognito repeats what takes long.
 *
 * @returns reject with HookRefusal and with nothing else
 * @throws TypeError at once for options that cannot be meant
 */
export function createHooks(options: HookOptions): Readonly<Record<HookName, Hook>> {
  const settings: Settings = {
    log: writeLine, report: console.error, deadline: 3_900, ...options, claims: checkClaimNames(options.claims),
    database: askDatabase(withRetries(options.transport), options.secret),
  };
  if (settings.secret === '' || !(settings.deadline > reserve)) throw new TypeError('the hooks need the name of their secret, and time for an answer');
  return {
    preSignUp: runHook(settings, 'preSignUp', 'sign_up_refused', preSignUp(settings)),
    postConfirmation: runHook(settings, 'postConfirmation', 'sign_in_refused', postConfirmation(settings)),
    preAuthentication: runHook(settings, 'preAuthentication', 'sign_in_refused', preAuthentication(settings)),
    preTokenGeneration: runHook(settings, 'preTokenGeneration', 'sign_in_refused', preTokenGeneration(settings)),
  };
}

/** The address is unproven here, an identity provider's too: it is only good for being let in to prove it. */
function preSignUp({ database }: Settings): Decide {
  return async ({ email, end }) => {
    if (email === null) throw new HookRefusal('sign_up_refused', 'email');
    if (!(await database.isInvited(email, end - reserve))) throw new HookRefusal('sign_up_refused', 'not invited');
    // True would be a declaration without proof: whoever knows an invited address would be its owner.
    return { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
  };
}

/**
 * A reset password confirms nobody, and an address that Cognito has not seen proven accepts no invitation. The user is
 * confirmed whatever is answered, and this is not asked again: what fails is made up for by the first token.
 */
function postConfirmation(settings: Settings): Decide {
  return async (call) => {
    if (call.trigger !== 'PostConfirmation_ConfirmSignUp' || call.verifiedEmail === null) return {};
    if (call.sub === null) throw new HookRefusal('sign_in_refused', 'sub');
    await handOver(settings, call);
    return {};
  };
}

/**
 * Those with nothing but an invitation pass: their first token hands them over to the worker, and nothing else does for
 * users whom an administrator made, since Cognito confirms them without PostConfirmation. So do those who have not typed
 * in their code: Cognito refuses them itself, and says that it waits for the code.
 */
function preAuthentication({ database }: Settings): Decide {
  return async ({ sub, verifiedEmail, unconfirmed, end }) => {
    const { membership, pending } = await database.findPerson(sub, sub && verifiedEmail, end - reserve);
    if (membership === null && !pending && !(sub !== null && unconfirmed)) throw new HookRefusal('sign_in_refused', 'no membership');
    return {};
  };
}

/** Asked at every refresh too: whoever is no member any more gets no further token. */
function preTokenGeneration(settings: Settings): Decide {
  const { database, claims } = settings;
  return async (call) => {
    const { event, sub, verifiedEmail, end } = call;
    const [version, groups] = [versionOf(event), groupsOf(event)];
    if (sub === null || version === null || groups === null) throw new HookRefusal('sign_in_refused', 'event');
    const { membership, pending } = await database.findPerson(sub, verifiedEmail, end - reserve);
    if (membership === null && !pending) throw new HookRefusal('sign_in_refused', 'no membership');
    if (pending) await handOver(settings, call, membership === null ? Infinity : aside);
    if (membership === null) throw new HookRefusal('setting_up', 'invited');
    return tokenResponse(version, membership, claims, groups);
  };
}
