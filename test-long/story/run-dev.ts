import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** `pgcog dev` in a process of its own, as a terminal shows it. */
export interface Terminal {
  /** Of the page. */
  readonly url: string;
  /** Waits until this is printed; it says the line. */
  shows(text: RegExp): Promise<string>;
  /** Ctrl-C. Gives the exit status. */
  interrupt(): Promise<number | null>;
}

/** Milliseconds: the first start makes a database. */
const patience = 120_000;

/** What a shell may have of an account: none of it is for this machine's services. */
const shell = { AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'of production' };

/** `npm run dev`, on any free port. */
export async function runDev(root: string): Promise<Terminal> {
  const child = spawn(process.execPath, [join(root, 'node_modules/pg-cognition/dist/pgcog.js'), 'dev', '--port', '0'], { cwd: root, env: { ...process.env, NO_COLOR: '1', ...shell }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let text = '';
  let wake: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      wake();
    });
  }
  const shows: Terminal['shows'] = async (wanted) => {
    for (const end = Date.now() + patience; ; ) {
      const line = text.split('\n').find((one) => wanted.test(one));
      if (line !== undefined) return line;
      if (child.exitCode !== null || Date.now() > end) throw new Error(`the terminal never showed ${String(wanted)}:\n${text}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 500);
      });
    }
  };
  const url = (await shows(/^pgcog dev: http/u)).replace('pgcog dev: ', '');
  return {
    url, shows,
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
