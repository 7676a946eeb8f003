import { join } from 'node:path';
import { main } from '../../generators/main.js';
import { findProject } from '../../generators/testing/find-project.js';
import { openStage, type Stage } from '../../generators/testing/open-stage.js';
import { smallProject } from '../pgcog/dev-support.js';

/** A project with `generated/`, where PostgreSQL's user can reach it. */
export async function testedProject(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = smallProject(more);
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const status = await main(['generate', '--cwd', root, '--quiet'], { cwd: root, env: process.env, stdout: stream, stderr: stream, signal: new AbortController().signal });
  if (status !== 0) throw new Error(said.join(''));
  return root;
}

/** As `pg-cognition/testing` does it in a process of its own. */
export async function stageOf(root: string, build = 'test'): Promise<Stage> {
  return openStage(await findProject(join(root, 'tenant_template'), { ...process.env }, new AbortController().signal), build);
}
