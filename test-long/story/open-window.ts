import { join } from 'node:path';
import type { Page, Response } from 'playwright-core';

/** GraphiQL, as whoever sits before it sees and uses it. */
export interface GraphiqlWindow {
  /** Chooses somebody of the switch; '' is nobody. */
  signInAs(name: string): Promise<void>;
  /** Values of the switch. */
  people(): Promise<readonly string[]>;
  /** Puts a document into the editor and runs it; gives what the result pane shows then. */
  run(document: string): Promise<unknown>;
  /** The same for a subscription: comes back when the API has taken it. */
  subscribe(document: string): Promise<void>;
  /** What the result pane shows; null: nothing. */
  shown(): Promise<unknown>;
  /** Every text that the result pane has ever shown, half painted ones too. */
  history(): Promise<readonly string[]>;
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
  await page.evaluate(follow, lines);
  const write = async (document: string): Promise<void> => {
    await page.bringToFront();
    await editor.locator('.monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.evaluate((text) => navigator.clipboard.writeText(text), document);
    await page.keyboard.press('Control+V');
  };
  const execute = (): Promise<void> => page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).click();
  const shown = async (): Promise<unknown> => parsed(await page.evaluate(follow, lines));
  return {
    shown,
    people: () => page.locator('#pgcog-who option').evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? '')),
    signInAs: async (name) => void (await page.locator('#pgcog-who').selectOption(name)),
    run: async (document) => {
      await write(document);
      const [answer] = await Promise.all([page.waitForResponse(isAnswer), execute()]);
      await answer.finished();
      await page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).waitFor();
      return settled(page, shown);
    },
    subscribe: async (document) => {
      await write(document);
      const [answer] = await Promise.all([page.waitForResponse((one) => one.url().includes('/graphql?query=subscription')), execute()]);
      if (!answer.ok() || !(answer.headers()['content-type'] ?? '').startsWith('text/event-stream')) throw new Error(`the subscription was answered ${answer.status()}`);
    },
    history: () => page.evaluate(() => (window as Watched).pgcogSeen ?? []),
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

/** Of the document, or the refusal of a token for it. What GraphiQL asks of the schema is another. */
const isAnswer = (response: Response): boolean =>
  (response.url().endsWith('/graphql') && !(response.request().postData() ?? '').includes('__schema')) || (response.url().endsWith('/dev/token') && !response.ok());

type Watched = Window & { pgcogSeen?: string[] };

/** Runs in the page: remembers every text that the result pane shows from now on; gives the present one. */
function follow(selector: string): string {
  const text = (): string => {
    // Lines are not in the order in which they are shown, and a long one is shown as several.
    const found = [...document.querySelectorAll<HTMLElement>(selector)].sort((a, b) => parseInt(a.style.top, 10) - parseInt(b.style.top, 10));
    return found.map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' ').trim()).join(' ');
  };
  const watched = window as Watched;
  if (watched.pgcogSeen === undefined) {
    const seen: string[] = (watched.pgcogSeen = []);
    new MutationObserver(() => void (seen.includes(text()) || seen.push(text()))).observe(document.body, { childList: true, subtree: true, characterData: true });
  }
  return text();
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
