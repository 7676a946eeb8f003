import { afterEach, expect, it } from 'vitest';
import { openBrowser, type Browser } from '../../test-long/story/open-browser.js';
import { removeProject, smallProject, startDev, write, type Dev } from './dev-support.js';

let [dev, browser, root]: [Dev | null, Browser | null, string] = [null, null, ''];

afterEach(async () => {
  await browser?.close();
  await dev?.stop();
  removeProject(root);
});

it('a page that was there before the settings gets the people of their roles, and its schema', async () => {
  root = smallProject({ 'pgcog.config.json': '{ "rolls": {} }' });
  dev = await startDev(root);
  await dev.until(({ phase }) => phase === 'mistakes', 'mistakes');
  browser = await openBrowser(dev.url);
  const window = await browser.open();
  await window.saysPhase('mistakes: nothing is served until they are put right');
  expect(await window.people()).toEqual(['ann', 'adam', 'gus', 'gina', 'sue', 'zoe', '']);
  write(root, 'pgcog.config.json', JSON.stringify({ roles: { users: {}, admins: { inherits: ['users'] }, billing: {} } }));
  await dev.ready();
  await window.saysPhase('ready');
  expect(await window.people()).toEqual(['ann', 'adam', 'billing', 'gus', 'gina', 'sue', 'zoe', '']);
  await window.signInAs('billing');
  expect(await window.run('{ me { role } }')).toEqual({ data: { me: { role: 'billing' } } });
  expect(browser.faults).toEqual([]);
});
