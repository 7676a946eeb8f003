import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../generators/pgcog/main.js';
import type { GraphqlAnswer } from '../support/local-api.js';

/** What `pgcog dev --json` prints, a line each. */
export interface DevEvent {
  readonly event: string;
  readonly [name: string]: unknown;
}

export interface Dev {
  readonly url: string;
  readonly events: readonly DevEvent[];
  /** Waits for an event that was not waited for before. */
  until(wanted: (event: DevEvent) => boolean, what: string): Promise<DevEvent>;
  /** The next time that all is in place again. */
  ready(): Promise<void>;
  /** What the page shows. */
  state(): Promise<{ readonly phase: string; readonly text: string; readonly questions: readonly { readonly text: string; readonly flags: readonly string[] }[]; readonly choices: readonly { readonly name: string }[]; readonly reloads: number; readonly serving: boolean }>;
  token(name: string): Promise<{ readonly token?: string; readonly reason?: string }>;
  /** As somebody of the switch; `nobody` sends no token. */
  ask(name: string, query: string): Promise<GraphqlAnswer>;
  answer(flags: string): Promise<{ readonly kind: string; readonly reason?: string }>;
  /** Types a line into the terminal. */
  type(line: string): void;
  /** Ends it as Ctrl-C does, and gives its exit status. */
  stop(): Promise<number>;
}

const template = `create table customers (id uuid primary key default gen_random_uuid(), name text not null);
create table orders (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid references customers,
  note text,
  total int not null default 0
);
grant select, insert, update on customers, orders to tenant_users;
`;

const spec = `version: 1
crud: { customers: [list, create], orders: [list, create, update] }
members: true
resolvers:
  Query.shout:
    lambda: true
    args: { text: text! }
    returns: text!
`;

/** @param how of `text`, in a template literal */
export const shoutCode = (how: string): string => `type Call = { readonly arguments: { readonly text: string } };
export const handler = async ({ arguments: { text } }: Call): Promise<string> => \`${how}\`;
`;

/** A small project, where PostgreSQL's user can reach it. */
export function smallProject(more: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'pgcog-dev-'));
  chmodSync(root, 0o755);
  const files = { 'tenant_template/010.sql': template, 'resolvers.yaml': spec, 'seed/010.sql': "insert into customers (name) values ('Ada of ' || current_schema);\n", ...more };
  for (const [path, text] of Object.entries(files)) write(root, path, text);
  return root;
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Replaces a text of a file, which has to be there. */
export function edit(root: string, path: string, from: string, to: string): void {
  const before = readFileSync(join(root, path), 'utf8');
  if (!before.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(root, path), before.replace(from, () => to));
}

export const removeProject = (root: string): void => rmSync(root, { recursive: true, force: true });

/** Runs `pgcog dev` in this process, on any free port. */
export async function startDev(root: string, args: readonly string[] = []): Promise<Dev> {
  const ended = new AbortController();
  const events: DevEvent[] = [];
  let [seen, errors] = [0, ''];
  let typed: (line: string) => void = () => undefined;
  let wake: () => void = () => undefined;
  const status = main(['dev', '--port', '0', '--json', '--cwd', root, ...args], {
    cwd: root, env: { ...process.env, NO_COLOR: '1' }, signal: ended.signal,
    stdout: { write: (text) => {
      for (const line of text.split('\n')) if (line !== '') events.push(JSON.parse(line) as DevEvent);
      wake();
    } },
    stderr: { write: (text) => (errors += text) },
    lines: (heard) => {
      typed = heard;
      return () => (typed = () => undefined);
    },
  });
  let failed: unknown = null;
  status.then((code) => {
    failed = new Error(`dev has ended with ${code}: ${errors}${JSON.stringify(events.slice(-3))}`);
    wake();
  }, (thrown: unknown) => {
    failed = thrown;
    wake();
  });
  const until: Dev['until'] = async (wanted, what) => {
    for (const end = Date.now() + 240_000; ; ) {
      for (; seen < events.length; ) {
        const event = events[seen++];
        if (event !== undefined && wanted(event)) return event;
      }
      if (failed !== null) throw failed;
      if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(events.filter(({ event }) => event !== 'function').slice(-12))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const { url } = (await until((event) => typeof event['url'] === 'string', 'the page')) as unknown as { readonly url: string };
  const post = async (path: string, body: object): Promise<unknown> => (await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
  const token = async (name: string): ReturnType<Dev['token']> => (await post('/dev/token', { as: name })) as { readonly token?: string; readonly reason?: string };
  return {
    url, events, until, token,
    ready: async () => void (await until(({ phase }) => phase === 'ready', 'being ready')),
    state: async () => (await (await fetch(`${url}/dev/state`)).json()) as Awaited<ReturnType<Dev['state']>>,
    ask: async (name, query) => {
      const signed = name === 'nobody' ? {} : await token(name);
      const headers = { 'content-type': 'application/json', ...(signed.token !== undefined && { authorization: signed.token }) };
      return (await (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json()) as GraphqlAnswer;
    },
    answer: async (flags) => (await post('/dev/answer', { flags })) as { readonly kind: string },
    type: (line) => typed(line),
    stop: () => {
      ended.abort();
      return status;
    },
  };
}
