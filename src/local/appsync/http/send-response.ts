import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Writes an answer of the fetch API; a stream goes out as it comes, and is given up when nobody reads it any longer. */
export async function sendResponse(outgoing: ServerResponse, response: Response): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  const reader = response.body?.getReader();
  if (reader === undefined) {
    outgoing.end();
    return;
  }
  outgoing.once('close', () => void reader.cancel().catch(() => null));
  const closed = once(outgoing, 'close');
  for (;;) {
    const { done, value } = await reader.read();
    if (done || outgoing.destroyed) break;
    if (!outgoing.write(value)) await Promise.race([once(outgoing, 'drain'), closed]);
  }
  outgoing.end();
}
