import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claimSlot, type SlotClaim } from '../../src/postgres/slot-claim.js';
import { prepareStage } from './prepare-stage.js';
import type { PreparedStage, TestPlace, TestProject } from './types.js';

/** Milliseconds: between two looks while another process prepares; after which a stage that nobody used is removed. */
const [pause, forgotten] = [50, 24 * 60 * 60 * 1000];
const folderName = 'stage-';
/** In the folder of a stage that is whole. */
const mark = 'ready';

/** The stage of this project as it is now; prepared first where it is not there. Others who want the same wait. */
export async function findPrepared(project: TestProject, { home, compiled }: TestPlace, hash: string): Promise<PreparedStage> {
  const folder = join(home, `${folderName}${hash}`);
  const stage = { postgres: join(folder, 'postgres'), secrets: join(folder, 'secrets.json'), pool: join(folder, 'pool') };
  if (await isReady(folder)) return stage;
  const claim = await claimed(join(home, 'claims-prepare'), project.signal);
  try {
    if (await isReady(folder)) return stage;
    await removeForgotten(home);
    await rm(folder, { recursive: true, force: true });
    await prepareStage(project, stage, compiled);
    await writeFile(join(folder, mark), '');
    return stage;
  } finally {
    claim.release();
  }
}

/** It is used again: that is noted. */
async function isReady(folder: string): Promise<boolean> {
  const now = new Date();
  return utimes(join(folder, mark), now, now).then(() => true, () => false);
}

async function claimed(directory: string, signal: AbortSignal): Promise<SlotClaim> {
  for (;;) {
    signal.throwIfAborted();
    const claim = await claimSlot(directory);
    if (claim !== null) return claim;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function removeForgotten(home: string): Promise<void> {
  for (const name of (await readdir(home)).filter((one) => one.startsWith(folderName))) {
    const used = await stat(join(home, name, mark)).then(({ mtimeMs }) => mtimeMs, () => 0);
    if (Date.now() - used > forgotten) await rm(join(home, name), { recursive: true, force: true });
  }
}
