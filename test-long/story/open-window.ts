import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** GraphiQL, as whoever sits before it sees and uses it. */
export interface GraphiqlWindow {
  /** Chooses somebody of the switch; '' is nobody. */
  signInAs(name: string): Promise<void>;
  /** Puts a document into the editor and runs it; gives what the result pane shows then. */
  run(document: string): Promise<unknown>;
  /** The same for a subscription: comes back when the API has taken it. */
  subscribe(document: string): Promise<void>;
  /** What the result pane shows; null: nothing. */
  shown(): Promise<unknown>;
  /** Everything that the result pane has shown since the subscription began, each once. */
  history(): Promise<readonly unknown[]>;
  /** Waits until the bar says this. */
  saysPhase(words: string): Promise<void>;
  /** What the panel of mistakes shows; null: it is not there. */
  panel(): Promise<string | null>;
  /** Squiggles of the editor: what the schema that it knows has not got. */
  unknown(): Promise<number>;
  /** Whether the bar, the panel and GraphiQL share the window without covering each other, and all of it is in sight. */
  fits(): Promise<boolean>;
  picture(name: string): Promise<void>;
}

const lines = '.result-window .view-line';

/** @param url of the page */
export async function openWindow(page: Page, url: string): Promise<GraphiqlWindow> {
  await page.goto(url);
  const editor = page.getByRole('region', { name: 'Operation Editor' });
  await editor.locator('.monaco-editor').first().waitFor();
  const write = async (document: string): Promise<void> => {
    await page.bringToFront();
    await editor.locator('.monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.evaluate((text) => navigator.clipboard.writeText(text), document);
    await page.keyboard.press('Control+V');
  };
  const execute = (): Promise<void> => page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).click();
  const shown = async (): Promise<unknown> => parsed(await page.evaluate(textOf, lines));
  return {
    shown,
    signInAs: async (name) => void (await page.locator('#pgcog-who').selectOption(name)),
    run: async (document) => {
      await write(document);
      const [answer] = await Promise.all([page.waitForResponse((one) => /\/(?:graphql|dev\/token)$/u.test(one.url()) && (one.url().endsWith('/graphql') || !one.ok())), execute()]);
      await answer.finished();
      await page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).waitFor();
      return settled(page, shown);
    },
    subscribe: async (document) => {
      await write(document);
      const [answer] = await Promise.all([page.waitForResponse((one) => one.url().includes('/graphql?query=subscription')), execute()]);
      if (!answer.ok() || !(answer.headers()['content-type'] ?? '').startsWith('text/event-stream')) throw new Error(`the subscription was answered ${answer.status()}`);
      await page.evaluate(follow, lines);
    },
    history: async () => (await page.evaluate(() => (window as Watched).pgcogSeen ?? [])).map(parsed),
    saysPhase: (words) => page.locator('#pgcog-phase').getByText(words, { exact: true }).waitFor(),
    panel: async () => ((await page.locator('#pgcog-panel').isVisible()) ? page.locator('#pgcog-text').innerText() : null),
    unknown: () => editor.locator('.squiggly-error').count(),
    fits: () => page.evaluate(isInSight),
    picture: async (name) => {
      const folder = process.env['PGCOG_STORY_PICTURES'];
      if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
    },
  };
}

type Watched = Window & { pgcogSeen?: string[] };

/** Runs in the page. Lines are not in the order in which they are shown; a long one is shown as several. */
function textOf(selector: string): string {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].sort((a, b) => parseInt(a.style.top, 10) - parseInt(b.style.top, 10));
  return found.map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' ').trim()).join(' ');
}

/** Runs in the page: remembers every text of the result pane from now on. */
function follow(selector: string): void {
  const seen: string[] = [];
  (window as Watched).pgcogSeen = seen;
  const look = (): void => {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].sort((a, b) => parseInt(a.style.top, 10) - parseInt(b.style.top, 10));
    const text = found.map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' ').trim()).join(' ');
    if (text !== '' && !seen.includes(text)) seen.push(text);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
}

/** Runs in the page. */
function isInSight(): boolean {
  const boxes = ['#pgcog-bar', '#pgcog-panel', '.graphiql-container'].map((selector) => document.querySelector(selector)?.getBoundingClientRect()).filter((box) => box !== undefined && box.height > 0);
  const inside = boxes.every((box) => box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight + 1);
  const apart = boxes.every((box, at) => at === 0 || (box?.top ?? 0) >= (boxes[at - 1]?.bottom ?? 0) - 1);
  return inside && apart && document.documentElement.scrollHeight <= window.innerHeight + 1;
}

function parsed(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text; // Half painted: whoever waits looks again.
  }
}

/** The pane is painted a moment after the answer has come, line by line. */
async function settled(page: Page, shown: () => Promise<unknown>): Promise<unknown> {
  for (let last = ''; ; ) {
    await page.waitForTimeout(200);
    const now = await shown();
    const text = JSON.stringify(now);
    if (now !== null && typeof now !== 'string' && text === last) return now;
    last = text;
  }
}
