import type { AppView } from '../../src/render/views.js';
import { commandsOf } from './package-manager.js';
import { projectName, stackName } from './project-name.js';
import type { Choices, Manner } from './types.js';

/** Versions for package.json of the tool and its runtime. */
export interface Versions {
  readonly tool: string;
  readonly runtime: string;
}

const modes = {
  user: { login: 'member', note: "A login for each member. 'role': one for each role of a tenant." },
  role: { login: 'role of a tenant', note: "A login for each role of a tenant. 'user': one for each member." },
};

/** The choices as the templates of a new project print them. */
export function appView({ root, engine, postgres, roles, credentials, account, region, infra, lambda, template }: Choices, { packageManager, pin }: Manner, versions: Versions): AppView {
  const name = projectName(root);
  const { cleanInstall, run, exec, setup } = commandsOf(packageManager);
  return {
    name, engine, credentials, account, region, cleanInstall, run, exec, setup,
    lambda: lambda && template === 'sample',
    roleMode: credentials === 'role',
    pin: pin ?? '',
    yarn: packageManager === 'yarn',
    stack: stackName(name),
    postgres: String(postgres),
    roles: roles.map((role) => `${role}: {}`).join(', '),
    credentialsNote: modes[credentials].note,
    login: modes[credentials].login,
    toolVersion: JSON.stringify(versions.tool),
    runtimeVersion: JSON.stringify(versions.runtime),
    cdk: infra === 'cdk',
  };
}
