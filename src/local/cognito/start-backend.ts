import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

/** cognito-local, running for us alone. */
export interface BackendProcess {
  readonly url: string;
  /** To be sent with every request, in {@link keyHeader}. */
  readonly key: string;
  stop(): Promise<void>;
}

export const keyHeader = 'x-pgcog-key';

/**
 * What the child runs. It answers nobody without the key: cognito-local trusts whoever reaches it, and lets pages of every
 * origin. The channel closes however we go, even by `kill -9`; what is being written then is written to its end.
 */
const program = `
const http = require('node:http');
const { PGCOG_KEY: key, PGCOG_START: start } = process.env;
const create = http.createServer;
let server = null;
process.on('disconnect', () => {
  if (server === null) process.exit();
  server.close();
  server.closeAllConnections();
  setTimeout(() => process.exit(), 1000).unref();
});
http.createServer = (app) => {
  server = create((request, response) => {
    if (request.headers['${keyHeader}'] === key) return app(request, response);
    response.writeHead(403).end();
  });
  return server.on('listening', () => process.send({ port: server.address().port }));
};
require(start);
`;

/**
 * Starts cognito-local in a folder, on a port that is free.
 *
 * @param code every code, or null: random ones
 * @throws Error where it is not installed or does not start
 */
export async function startBackend(folder: string, code: string | null): Promise<BackendProcess> {
  const key = randomUUID();
  const child = spawn(process.execPath, ['-e', program], {
    cwd: folder,
    env: {
      ...Object.fromEntries(['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]))),
      HOST: '127.0.0.1', PORT: '0', PGCOG_KEY: key, PGCOG_START: startFile(), AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1', ...(code !== null && { CODE: code }),
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A session of its own: Ctrl-C in the terminal reaches us, and we end it in order.
    detached: true,
    windowsHide: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const port = await portOf(child);
  letGo(child);
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    async stop() {
      child.ref();
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

function startFile(): string {
  try {
    return createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js');
  } catch {
    throw new Error('cognito-local is not installed; npm install -D cognito-local@5.3.0 brings the local Cognito');
  }
}

function portOf(child: ChildProcess): Promise<number> {
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-20_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message: { readonly port: number }) => resolve(message.port));
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`cognito-local did not start: ${log.trim()}`)));
  });
}

/** A child that is still running must not keep our process from ending. */
function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  const { stderr } = child;
  if (stderr !== null && 'unref' in stderr && typeof stderr.unref === 'function') stderr.unref();
}
