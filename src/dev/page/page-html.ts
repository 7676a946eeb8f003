import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { templatesFolder } from '../../render/templates-folder.js';
import type { Choice, FurtherPage } from './types.js';

export interface PageView {
  readonly run: string;
  readonly choices: readonly Choice[];
  readonly links: readonly Pick<FurtherPage, 'path' | 'label'>[];
}

const defaultQuery = `# Ctrl-Enter runs it, as whoever is chosen above.
query {
  __typename
}
`;

/** GraphiQL with the bar on top: one page that asks nobody but this server. */
export async function pageHtml(view: PageView): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const folder = join(templatesFolder(), 'dev');
  const [markup, style, script] = await Promise.all(['bar.html', 'bar.css', 'bar.js'].map((name) => readFile(join(folder, name), 'utf8')));
  const root = '<div id="root"></div>';
  const html = renderGraphiQL({ title: 'pgcog dev', endpoint: '/graphql', defaultQuery, shouldPersistHeaders: false });
  if (!html.includes(root)) throw new Error('the page of GraphiQL has no root');
  const own = `<style>${style ?? ''}</style>${markup ?? ''}<script>const pgcogDev = ${scriptJson(view)};${script ?? ''}</script>`;
  // A function: the text of a replacement has patterns of its own.
  return html.replace(root, () => `${own}${root}`);
}

/** JSON that cannot end the script that it stands in. */
const scriptJson = (value: object): string => JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Only what is in the page and what this server says: no other origin is asked, whatever the page does. */
export const pagePolicy = [
  "default-src 'none'", "script-src 'unsafe-inline' 'unsafe-eval' blob:", 'worker-src blob:', "style-src 'unsafe-inline'", 'img-src data: blob:', 'font-src data:', "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');
