import { readConfig } from '../../../src/config/read-config.js';
import type { Config } from '../../../src/config/types.js';
import type { CognitoClient } from '../../../src/dev/people/cognito-client.js';
import { samplePeople, type Person } from '../../../src/dev/people/sample-people.js';
import { setVariables, startWorker } from '../../../src/dev/start-services.js';
import type { Answers } from '../../../src/migrations/types.js';
import { hasErrors } from '../../../src/source/diagnostic.js';
import { announce } from './announce.js';
import { createScratch } from './create-scratch.js';
import { createServed } from './create-served.js';
import { docsPage } from './docs-page.js';
import { fillSamples, namesById } from './fill-samples.js';
import { fitsDatabase } from './fits-database.js';
import { keepStates } from './keep-states.js';
import { mistakesIn } from './mistakes-in.js';
import { openStack, type Stack } from './open-stack.js';
import { prepareControl } from './prepare-control.js';
import type { Outcome, SessionInput } from './session-types.js';
import { syncProject } from './sync-project.js';
import type { Cause } from './types.js';

/** Where everything is made: the database, generated files, functions and the API, in the order in which they need each other. */
export interface Kitchen {
  /** URL of the API that is served; null: none is. */
  readonly api: () => string | null;
  /** How often there was a new one. */
  readonly reloads: () => number;
  /** Null: it is not there yet. */
  readonly pool: () => { readonly cognito: CognitoClient; readonly clientId: string } | null;
  readonly people: () => readonly Person[];
  /** The page of `pgcog docs`. */
  readonly docs: () => Promise<string>;
  /** @param url of the page @throws what nobody can put right while it runs */
  cook(causes: ReadonlySet<Cause>, answers: Answers, url: string): Promise<Outcome>;
}

type Synced = Exclude<Outcome, { readonly kind: 'quiet' }>;
type Unsynced = Exclude<Synced, { readonly kind: 'done' }>;

/** Ticks from one run of the worker's schedule to the next: a minute. */
const workerTicks = 12;

export function createKitchen(input: SessionInput, run: string): Kitchen {
  const { command, io, say, place, stops } = input;
  const scratch = createScratch(io, stops);
  const states = keepStates(stops);
  let names: ReadonlyMap<string, string> = new Map();
  const served = createServed({ root: command.root, place, stops, tell: (output) => say.output(output, (id) => names.get(id) ?? null) });
  let [stack, configured]: [Stack | null, Config | null] = [null, null];
  let [ticks, announced] = [0, false];
  /** `inStep`: what is served, and the database, are as the project's files were read last; `stuck`: samples that failed, and would again. */
  let [inStep, stuck] = [false, false];

  /** Null: the control schema and its settings are as they were. */
  const prepare = async (opened: Stack, config: Config): Promise<readonly string[]> => {
    if (JSON.stringify(configured) === JSON.stringify(config)) return [];
    const says = await prepareControl({ command, io, config, database: opened.database.database, secrets: opened.secrets });
    configured = config;
    return says;
  };

  const learnNames = async (opened: Stack, config: Config): Promise<void> => {
    names = await namesById(opened.database.database.session, io.signal, samplePeople(config));
  };

  const fill = async (opened: Stack, config: Config): ReturnType<typeof fillSamples> => {
    const filled = await fillSamples({ root: command.root, stack: opened, people: samplePeople(config), signal: io.signal });
    // Logins of roles, and whatever else the database wants done outside it: not a minute later.
    if (filled.says.length > 0) {
      await startWorker(opened.services);
      await opened.services.lambda.idle();
    }
    stuck = hasErrors(filled.diagnostics);
    await learnNames(opened, config);
    return filled;
  };

  const minute = async (opened: Stack | null): Promise<Outcome> => {
    if (opened === null || configured === null || served.url() === null) return { kind: 'quiet' };
    if ((ticks += 1) % workerTicks === 0) await startWorker(opened.services);
    // It was said: a file has to change.
    if (stuck) return { kind: 'quiet' };
    const filled = await fill(opened, configured);
    if (filled.says.length === 0 && filled.diagnostics.length === 0) return { kind: 'quiet' };
    return hasErrors(filled.diagnostics) ? { kind: 'mistakes', diagnostics: filled.diagnostics } : { kind: 'done', says: filled.says, warnings: filled };
  };

  const sync = (opened: Stack, config: Config, answers: Answers): Promise<Synced> => {
    const input = { command, io, config, database: opened.database.database, server: scratch, states, answers, signal: io.signal };
    return syncProject(input).catch((thrown: unknown) => mistakesIn(thrown, config));
  };

  /** Where everything is, once. */
  const tellWhere = async (opened: Stack, config: Config, url: string): Promise<readonly string[]> => {
    if (announced) return [];
    const where = await announce({ stack: opened, place, url, run, people: samplePeople(config), own: command.databaseUrl === null });
    announced = true;
    return where;
  };

  /** The project asks, or has mistakes. What was there goes on; after a start that is what was generated last, if it fits the database. */
  const goOn = async (causes: ReadonlySet<Cause>, synced: Unsynced, opened: Stack, config: Config, url: string): Promise<Outcome> => {
    const api = served.url() === null && (await fitsDatabase({ root: command.root, database: opened.database.database, signal: io.signal }));
    const anew = api || (causes.has('functions') && served.url() !== null);
    const mistakes = anew ? await served.reload({ config, ...opened.services, api }) : [];
    if (api) await learnNames(opened, config);
    const says = served.url() === null ? [] : await tellWhere(opened, config, url);
    if (synced.kind === 'mistakes') return { ...synced, says, diagnostics: [...synced.diagnostics, ...mistakes] };
    return { ...synced, says, warnings: { diagnostics: [...synced.warnings.diagnostics, ...mistakes] } };
  };

  const work = async (causes: ReadonlySet<Cause>, answers: Answers, opened: Stack, config: Config, url: string): Promise<Outcome> => {
    const all = !inStep || served.url() === null || causes.has('project') || causes.has('answer');
    inStep = !all;
    const says = [...(await prepare(opened, config))];
    const synced = all ? await sync(opened, config, answers) : null;
    if (synced !== null && synced.kind !== 'done') return goOn(causes, synced, opened, config, url);
    says.push(...(synced?.says ?? []));
    if (all || causes.has('functions')) {
      const mistakes = await served.reload({ config, ...opened.services, api: all });
      if (mistakes.length > 0) return { kind: 'mistakes', diagnostics: mistakes, says };
    }
    inStep = true;
    const filled = await fill(opened, config);
    says.push(...filled.says, ...(await tellWhere(opened, config, url)));
    const told = [...(synced?.warnings.diagnostics ?? []), ...filled.diagnostics];
    if (hasErrors(told)) return { kind: 'mistakes', diagnostics: told, says };
    return { kind: 'done', says, warnings: { diagnostics: told } };
  };

  return {
    api: served.url, reloads: served.reloads,
    pool: () => (stack === null ? null : { cognito: stack.cognito, clientId: stack.services.cognito.clientId }),
    docs: () => docsPage(command, scratch),
    people: () => samplePeople(configured ?? { roles: [] }),
    cook: async (told, answers, url) => {
      // Stubs that generation has written are loaded already.
      const causes = new Set([...told].filter((cause) => cause !== 'minute' && !(cause === 'functions' && served.isCurrent())));
      if (causes.size === 0) return told.has('minute') ? minute(stack) : { kind: 'quiet' };
      stuck = false;
      const { config, file, diagnostics } = await readConfig(command.root, command.configPath);
      if (hasErrors(diagnostics)) return { kind: 'mistakes', diagnostics, texts: new Map(file === null ? [] : [[file.path, file.text]]) };
      if (stack === null) {
        stack = await openStack({ command, io, config, place, stops });
        // Where functions publish events: it stays what it is when the API is loaded anew.
        stops.add(setVariables({ GRAPHQL_URL: `${url}/graphql` }));
      }
      return work(causes, answers, stack, config, url).catch((thrown: unknown) => mistakesIn(thrown, config));
    },
  };
}
