import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { sendResponse } from '../../../src/local/appsync/http/send-response.js';

it('waits for a slow reader without a listener more for each piece', async () => {
  const counts: number[] = [];
  const server = createServer((_, outgoing) => {
    let left = 40;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        counts.push(outgoing.listenerCount('close'));
        if (left-- > 0) controller.enqueue(new Uint8Array(500_000));
        else controller.close();
      },
    }, { highWaterMark: 0 });
    void sendResponse(outgoing, new Response(body));
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => void get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, resolve).on('error', reject));
  let bytes = 0;
  for await (const chunk of incoming) bytes += (chunk as Buffer).length;
  expect([bytes, new Set(counts.slice(1)).size]).toEqual([20_000_000, 1]);
});
