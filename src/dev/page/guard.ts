import type { IncomingMessage } from 'node:http';

const localName = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/iu;
const localOrigin = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/iu;

/**
 * Why a request is not for us; null where it is. Web pages of elsewhere reach this machine from the developer's browser:
 * a `Host` that is not this machine's is a name that was pointed here, an `Origin` says which page it was. What gives
 * tokens and takes answers is for the page that comes from here alone; the API also for a front end on this machine,
 * which has to bring a token of its own.
 */
export function refusalOf({ headers, method }: Pick<IncomingMessage, 'headers' | 'method'>, kind: 'own' | 'api' | 'page'): string | null {
  const { host = '', origin } = headers;
  const site = headers['sec-fetch-site'];
  if (!localName.test(host)) return 'this server answers this machine only';
  // A link may lead here; an image or a frame of another page may not have a page made, again and again.
  if (kind === 'page') return site === 'cross-site' && headers['sec-fetch-dest'] !== 'document' ? 'a page of another origin asks' : null;
  if (kind === 'api') {
    if (origin === undefined) return site === 'cross-site' ? 'a page of another origin asks' : null;
    return localOrigin.test(origin) ? null : 'a page of another origin asks';
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return 'a page of another origin asks';
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'a page of another origin asks';
  // A form or a script tag cannot send this without asking first, and nobody answers such a question.
  if (method === 'POST' && !/^application\/json\b/iu.test(headers['content-type'] ?? '')) return 'the body is to be application/json';
  return null;
}
