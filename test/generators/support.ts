import { readCommandLine } from '../../generators/command-line.js';
import type { Io } from '../../generators/io.js';
import type { StartServer } from '../../generators/run-generate.js';
import { runGenerate } from '../../generators/run-generate.js';

/** A world that keeps what is said to it. */
export interface TestIo extends Io {
  out(): string;
  err(): string;
  interrupt(): void;
}

/** `terminal`: standard error is one. */
export function testIo(cwd: string, env: Io['env'] = {}, terminal = false): TestIo {
  let [out, err] = ['', ''];
  const controller = new AbortController();
  return {
    cwd, env,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text), isTTY: terminal },
    signal: controller.signal,
    out: () => out,
    err: () => err,
    interrupt: () => controller.abort(),
  };
}

export const shop = {
  'tenant_template/010_orders.sql': `create table orders (
  id uuid primary key,
  status text not null default 'new'
);
grant select, insert, update, delete on orders to tenant_users, tenant_admins;
`,
  'resolvers.yaml': 'version: 1\ncrud: { orders: [get, list] }\n',
} as const;

/** Runs the command in this world and gives its exit status. */
export async function runIn(io: TestIo, args: readonly string[], start?: StartServer): Promise<number> {
  const command = await readCommandLine(args, io);
  return typeof command === 'number' ? command : runGenerate(command, io, start);
}
