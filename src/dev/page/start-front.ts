import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandRefusal } from '../../environment/refusal.js';
import { readLoopback } from '../../local/http/start-loopback.js';
import { forward, forwardUpgrade } from '../api/forward.js';
import { createFeed, type Feed } from './create-feed.js';
import { refusalOf } from './guard.js';
import { pageHtml, pagePolicy } from './page-html.js';
import type { DevState, FrontOptions, RunningFront } from './types.js';

/** Where the search for a free port begins where none is asked for, and how many are tried. */
const [usualPort, attempts] = [4000, 20];

/**
 * What a developer sees: GraphiQL, the API at `/graphql`, tokens of sample people, and how it goes. On 127.0.0.1 only.
 *
 * @param port null: 4000, or the next that is free; 0: any free one
 * @throws CommandRefusal PGC631 where the port is taken
 */
export async function startFront(options: FrontOptions, port: number | null): Promise<RunningFront> {
  const feed = createFeed<DevState>({ phase: 'starting', text: '', questions: [], choices: options.choices(), reloads: 0, serving: false });
  const page = (): Promise<string> => pageHtml({ run: options.run, choices: options.choices(), links: options.pages });
  const server = createServer((request, response) => {
    respond({ options, feed, page }, request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else say(response, 500, 'something went wrong');
    });
  });
  server.keepAliveTimeout = 65_000;
  server.on('upgrade', (request, socket, head) => {
    const api = options.api();
    if (api === null || pathOf(request) !== '/graphql' || refusalOf(request, 'api') !== null) socket.destroy();
    else forwardUpgrade(api, request, socket, head);
  });
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  return {
    url,
    show: (state) => feed.show(state),
    close: () => new Promise((resolve) => {
      feed.close();
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

interface Front {
  readonly options: FrontOptions;
  readonly feed: Feed<DevState>;
  readonly page: () => Promise<string>;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? '';

async function respond(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const kind = path === '/graphql' ? 'api' : path.startsWith('/dev/') ? 'own' : 'page';
  const refusal = refusalOf(request, kind);
  if (refusal !== null) return say(response, 403, refusal);
  if (kind === 'api') return askApi(front, request, response);
  if (kind === 'own') return answerOwn(front, path, request, response);
  const further = front.options.pages.find((one) => one.path === path);
  if (request.method !== 'GET' || (path !== '/' && further === undefined)) return say(response, 404, 'there is nothing here');
  const html = await (further === undefined ? front.page() : further.html());
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' }).end(html);
}

function askApi({ options, feed }: Front, request: IncomingMessage, response: ServerResponse): void {
  const api = options.api();
  if (api !== null) return forward(api, request, response);
  sendJson(response, 503, { errors: [{ errorType: 'ServiceUnavailable', message: missing(feed.now()) }] });
}

/** What is waited for. */
function missing({ phase, text, questions }: DevState): string {
  const asked = questions.map((one) => `${one.text} (${one.flags.join(' or ')})`).join(' ');
  if (asked !== '') return `There is no API yet: it waits for an answer, in the page or the terminal. ${asked}`;
  if (phase === 'starting' || text === '') return 'The API is not there yet.';
  return `There is no API yet: the page and the terminal say what is wrong. ${text.split('\n')[0] ?? ''}`;
}

async function answerOwn({ options, feed }: Front, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET' && path === '/dev/events') return feed.follow(response, options.run);
  if (request.method === 'GET' && path === '/dev/state') return sendJson(response, 200, { run: options.run, ...feed.now() });
  if (request.method !== 'POST' || (path !== '/dev/token' && path !== '/dev/answer')) return say(response, 404, 'there is nothing here');
  const read = await readLoopback(request, 10_000);
  if ('status' in read) return say(response, read.status, read.body);
  const { as: who, flags } = bodyOf(read.body);
  if (path === '/dev/answer') {
    const answered = typeof flags === 'string' ? await options.answer(flags) : { kind: 'refused', reason: 'flags are missing' };
    return sendJson(response, answered.kind === 'taken' ? 200 : 409, answered);
  }
  const signed = typeof who === 'string' ? await options.signIn(who) : { reason: 'nobody is named' };
  sendJson(response, 'token' in signed ? 200 : 403, signed);
}

function bodyOf(body: Buffer): { readonly as?: unknown; readonly flags?: unknown } {
  try {
    return Object(JSON.parse(body.toString('utf8'))) as { readonly as?: unknown; readonly flags?: unknown };
  } catch {
    return {};
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }).end(`${text}\n`);
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(JSON.stringify(value));
}

async function listen(server: Server, port: number | null): Promise<number> {
  for (let at = port ?? usualPort; ; at++) {
    try {
      // Takes its listeners away whatever comes of it; the server has others of its own, which stay.
      const ready = once(server, 'listening');
      server.listen(at, '127.0.0.1');
      await ready;
      return (server.address() as AddressInfo).port;
    } catch (failure) {
      const { code = '' } = failure as NodeJS.ErrnoException;
      if (port === null && code === 'EADDRINUSE' && at < usualPort + attempts) continue;
      throw new CommandRefusal('PGC631', `port ${at} cannot be used (${code})`, 'name another one, --port 4001, or any that is free, --port 0');
    }
  }
}
