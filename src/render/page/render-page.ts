import { loadTemplates } from '../templates.js';
import { pageView, type PageInput } from './page-view.js';

/** The page of a project: one HTML file that needs no network. */
export async function renderPage(input: PageInput): Promise<string> {
  return (await loadTemplates())('generated/page.html', pageView(input));
}
