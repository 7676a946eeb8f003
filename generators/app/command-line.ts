import { resolve } from 'node:path';
import type { Io } from '../io.js';
import { lineReader } from '../line-reader.js';
import { version } from '../version.js';
import { appJson } from './app-json.js';
import { packageManagerOf, packageManagers, pinOf } from './package-manager.js';
import { isAccount, isFolder, isRegion, roleNames, wholeNumber } from './read-values.js';
import type { AppCommand, Choices, PackageManager } from './types.js';

interface Flags {
  readonly engine?: Choices['engine'];
  readonly roles?: readonly string[];
  readonly credentials?: Choices['credentials'];
  readonly lambda?: boolean;
  readonly infra?: Choices['infra'];
  readonly account?: string;
  readonly region?: string;
  readonly postgres?: string;
  readonly template?: Choices['template'];
  readonly members?: number;
  readonly tenants?: number;
  readonly pm?: PackageManager;
  readonly git: boolean;
  readonly install: boolean;
  readonly packages?: string;
  readonly yes?: boolean;
  readonly interactive?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  npm create pg-cognition-app my-app
  npm create pg-cognition-app my-app -- --yes
  npm create pg-cognition-app my-app -- --engine vtl --roles billing,support --credentials role --infra none`;

/**
 * Reads the command line of `npm create pg-cognition-app`.
 *
 * @returns the command, or the exit status where there is nothing to run (help and version 0, a wrong line 2)
 */
export async function readAppLine(argv: readonly string[], io: Io): Promise<AppCommand | number> {
  const { InvalidArgumentError, Option } = await import('commander');
  const told = <T>(read: (text: string) => T | null, why: string) => (text: string): T => {
    const value = read(text);
    if (value === null) throw new InvalidArgumentError(why);
    return value;
  };
  let command: AppCommand | null = null;
  const { program, read } = await lineReader({ name: 'create-pg-cognition-app', argv, io, help: '--help', asJson: (mistake) => appJson({ ok: false, diagnostics: [mistake] }) });
  program
    .description('Makes a multi-tenant back end on Aurora PostgreSQL, AWS AppSync and Amazon Cognito.')
    .version(version)
    .addHelpText('after', examples)
    .argument('[folder]', 'where; it must be empty or not be there')
    .addOption(new Option('--template <kind>', 'what tenant_template/ begins with').choices(['sample', 'empty']))
    .addOption(new Option('--engine <engine>', 'kind of resolvers').choices(['js', 'vtl']))
    .option('--roles <names>', 'roles beside users and admins: billing,support', told(roleNames, 'small letters, digits and underscores, and no name that is taken.'))
    .addOption(new Option('--credentials <mode>', 'a database login for each member, or for each role of a tenant').choices(['user', 'role']))
    .option('--members <number>', 'people expected: what logins cost is reckoned by it', told(wholeNumber, 'a whole number, from 1 on.'))
    .option('--tenants <number>', 'tenants expected', told(wholeNumber, 'a whole number, from 1 on.'))
    .option('--lambda', 'a resolver in TypeScript, beside those in SQL')
    .option('--no-lambda', 'none')
    .addOption(new Option('--infra <kind>', 'a stack in CDK, or none').choices(['cdk', 'none']))
    .option('--account <digits>', 'of AWS, where production will be', told((text) => (isAccount(text) ? text : null), '12 digits.'))
    .option('--region <region>', 'of AWS', told((text) => (isRegion(text) ? text : null), 'a region, as eu-central-1.'))
    .addOption(new Option('--postgres <version>', "Aurora's major version").choices(['17', '18']))
    .addOption(new Option('--pm <name>', 'package manager; else the one that runs this').choices([...packageManagers]))
    .option('--no-git', 'no repository')
    .option('--no-install', 'no packages are installed, and nothing is generated yet')
    .option('--packages <folder>', 'install pg-cognition and its runtime from the tarballs in this folder')
    .option('-y, --yes', 'ask nothing; what no flag says is as it usually is')
    .option('--no-interactive', 'the same')
    .option('--dry-run', 'write nothing; list the files')
    .option('--json', 'one JSON object on standard output; nothing is asked')
    .action((folder: string | undefined, flags: Flags) => {
      if (folder !== undefined && !isFolder(folder)) program.error('error: the folder needs a name, of characters that can be seen');
      command = commandOf(folder ?? null, flags, io);
      if (command.folder === null && !command.interactive) program.error('error: say in which folder: npm create pg-cognition-app my-app');
    });
  return (await read()) ?? command ?? 2;
}

function commandOf(folder: string | null, flags: Flags, io: Io): AppCommand {
  const { engine, roles, credentials, lambda, infra, account, region, postgres, template, members, tenants } = flags;
  const userAgent = io.env['npm_config_user_agent'];
  const packageManager = flags.pm ?? packageManagerOf(userAgent);
  return {
    folder,
    told: {
      ...(engine !== undefined && { engine }),
      ...(roles !== undefined && { roles }),
      ...(credentials !== undefined && { credentials }),
      ...(lambda !== undefined && { lambda }),
      ...(infra !== undefined && { infra }),
      ...(account !== undefined && { account }),
      ...(region !== undefined && { region }),
      ...(postgres !== undefined && { postgres: postgres === '18' ? 18 : 17 }),
      ...(template !== undefined && { template }),
      ...(members !== undefined && { members }),
      ...(tenants !== undefined && { tenants }),
    },
    manner: {
      packageManager, pin: pinOf(packageManager, userAgent), git: flags.git, install: flags.install,
      dryRun: flags.dryRun ?? false, json: flags.json ?? false, packages: flags.packages === undefined ? null : resolve(io.cwd, flags.packages),
    },
    interactive: flags.yes !== true && flags.interactive !== false && flags.json !== true && io.terminal !== undefined,
  };
}
