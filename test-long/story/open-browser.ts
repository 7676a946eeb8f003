import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { openWindow, type GraphiqlWindow } from './open-window.js';

/** Chromium with a profile of its own. */
export interface Browser {
  /** A further window of the page. */
  open(): Promise<GraphiqlWindow>;
  /** Whom the pages have asked: origins. */
  readonly asked: ReadonlySet<string>;
  /** What the pages threw, and what their policy has forbidden. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const executablePath = '/usr/bin/chromium';

/** @param url of the page @throws Error where there is no Chromium */
export async function openBrowser(url: string): Promise<Browser> {
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is not there: as root, apt-get update && apt-get install -y chromium`);
  const profile = mkdtempSync(join(tmpdir(), 'pgcog-chromium-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, viewport: { width: 1600, height: 1000 }, args: flags });
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  const [asked, faults]: [Set<string>, string[]] = [new Set(), []];
  context.on('request', (request) => void (/^(?:data|blob):/u.test(request.url()) || asked.add(new URL(request.url()).origin)));
  context.on('weberror', (fault) => void faults.push(fault.error().message));
  context.on('console', (line) => void (/Content Security Policy/u.test(line.text()) && faults.push(line.text())));
  return {
    asked, faults,
    open: async () => openWindow(await context.newPage(), url),
    close: () => closeAll(context, profile),
  };
}

async function closeAll(context: BrowserContext, profile: string): Promise<void> {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
