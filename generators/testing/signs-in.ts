import type { Config } from '../../src/config/types.js';
import { makePerson, type PeopleInput } from '../../src/dev/people/make-people.js';
import { samplePeople, type Person as SamplePerson } from '../../src/dev/people/sample-people.js';
import { signIn } from '../../src/dev/people/sign-in.js';
import { asOwner } from '../../src/environment/as-owner.js';
import { findMembers } from '../../src/tenancy/members/find-members.js';
import { createPerson } from '../../src/testing/create-person.js';
import type { As } from '../../src/testing/types.js';

export interface SignsInInput extends PeopleInput {
  readonly config: Config;
  readonly url: string;
}

/** Signs people in by password, through the pool's triggers; whoever was invited meanwhile signs up first. */
export function signsIn(input: SignsInInput): As {
  const { config, url, cognito, clientId, settled } = input;
  const samples = samplePeople(config);
  return async (address) => {
    const email = address.trim().toLowerCase();
    if (!samples.some((one) => one.email === email)) await makePerson(input, await invited(input, email, samples));
    const signed = await signIn(cognito, clientId, { email });
    if (signed.kind === 'refused') throw new Error(`${email} cannot sign in: ${signed.reason}`);
    return createPerson({ email, token: signed.token, url, settled });
  };
}

/** @throws Error saying who there is */
async function invited({ session, signal }: SignsInInput, email: string, samples: readonly SamplePerson[]): Promise<SamplePerson> {
  const [member] = await asOwner(session, signal, () => findMembers(session, { email }));
  if (member === undefined) throw new Error(`nobody has the address ${email}. There are ${samples.map((one) => one.email).join(', ')}, and whoever is invited`);
  return { name: email, email, tenant: member.tenant, role: member.role, suspended: false };
}
