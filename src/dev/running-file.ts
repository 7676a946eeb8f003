import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** What a running `pgcog dev` tells other programs of this machine: `.pgcog/dev.json`. */
export interface RunningDev {
  readonly v: 1;
  /** Tells one run from the next; `GET <url>/dev/state` says it too, as long as it runs. */
  readonly run: string;
  readonly pid: number;
  /** Of the page: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly graphql: string;
  /** Where the database is somebody's behind a URL: without its user and password. */
  readonly database: { readonly own: boolean; readonly host: string; readonly port: number; readonly database: string };
  readonly userPoolId: string;
  readonly clientId: string;
  /** For the AWS SDK and `pgcog`: endpoints and names. */
  readonly variables: Readonly<Record<string, string>>;
  readonly people: readonly { readonly name: string; readonly email: string; readonly tenant: string | null; readonly role: string; readonly suspended: boolean; readonly password: string }[];
}

/** Readable by its owner alone; a reader finds the whole of it or nothing. */
export async function writeRunning(file: string, running: RunningDev): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(aside, file);
  } catch (failure) {
    await rm(aside, { force: true });
    throw failure;
  }
}

/** Takes the file away where it is this run's. */
export async function removeRunning(file: string, run: string): Promise<void> {
  if ((await readRunning(file))?.run === run) await rm(file, { force: true });
}

const loopback = /^http:\/\/127\.0\.0\.1:\d{1,5}$/u;

/** Null where there is none, or what is there is no such file: endpoints of another machine are none of ours. */
export async function readRunning(file: string): Promise<RunningDev | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const read = parsed(text);
  const urls = [read?.url, ...Object.entries(read?.variables ?? {}).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL')).map(([, url]) => url)];
  return read?.v === 1 && typeof read.run === 'string' && urls.every((url) => typeof url === 'string' && loopback.test(url)) ? (read as RunningDev) : null;
}

function parsed(text: string): Partial<RunningDev> | null {
  try {
    return Object(JSON.parse(text)) as Partial<RunningDev>;
  } catch {
    return null; // None, or one that was cut off.
  }
}

/** Whether the run that the file tells of still answers: one that was killed leaves its file. */
export async function isRunning({ url, run }: Pick<RunningDev, 'url' | 'run'>): Promise<boolean> {
  try {
    const state = (await (await fetch(`${url}/dev/state`, { signal: AbortSignal.timeout(2_000) })).json()) as { readonly run?: unknown };
    return state.run === run;
  } catch {
    return false;
  }
}
