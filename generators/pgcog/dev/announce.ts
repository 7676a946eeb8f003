import { samplePassword, type Person } from '../../../src/dev/people/sample-people.js';
import type { DevPlace } from '../../../src/dev/place.js';
import { writeRunning } from '../../../src/dev/running-file.js';
import type { Stack } from './open-stack.js';

export interface Announcement {
  readonly stack: Stack;
  readonly place: DevPlace;
  readonly url: string;
  readonly run: string;
  readonly people: readonly Person[];
  /** Whether the database is the project's own. */
  readonly own: boolean;
}

/** What a script of the developer's needs: the rest is in the file. */
const exported = ['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', 'AWS_ENDPOINT_URL_SECRETS_MANAGER', 'AWS_ENDPOINT_URL_RDS_DATA', 'AWS_ENDPOINT_URL_LAMBDA'];

/** Says where everything is: by `.pgcog/dev.json` to programs; what comes back is for people. */
export async function announce({ stack, place, url, run, people, own }: Announcement): Promise<readonly string[]> {
  const { services, database } = stack;
  const { userPoolId, clientId } = services.cognito;
  const who = people.map(({ name, tenant, role, suspended }) => `${name} (${tenant === null ? role : `${tenant} ${role}`}${suspended ? ', suspended' : ''})`);
  await writeRunning(place.running, {
    v: 1, run, pid: process.pid, url, graphql: `${url}/graphql`, database: { own, ...database.server }, userPoolId, clientId, variables: services.variables,
    people: people.map((person) => ({ ...person, password: samplePassword })),
  });
  return [
    `local: ${database.shown}`,
    `GraphiQL  ${url}`,
    `GraphQL   ${url}/graphql`,
    `people    ${who.join(', ')}; each with the password ${samplePassword}`,
    `Cognito   user pool ${userPoolId}, client ${clientId}`,
    'for scripts of yours (all of it is in .pgcog/dev.json):',
    ...exported.map((name) => `  export ${name}=${services.variables[name] ?? ''}`),
  ];
}
