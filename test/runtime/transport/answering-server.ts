import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = { readonly status: number; readonly name?: string; readonly body: unknown; readonly after?: number } | 'drop' | 'hang';

export interface AnsweringServer {
  readonly url: string;
  readonly asked: { readonly path: string; readonly body: Record<string, unknown> }[];
  /** Answers of the next requests; the last one stays. */
  answer(...answers: Answer[]): void;
  close(): Promise<void>;
}

/** An HTTP server that answers what the test tells it, whatever it is asked. */
export async function startAnswering(): Promise<AnsweringServer> {
  const asked: AnsweringServer['asked'] = [];
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> });
      const next = (answers.length > 1 ? answers.shift() : answers[0]) ?? 'hang';
      if (next === 'drop') request.socket.destroy();
      if (next === 'drop' || next === 'hang') return;
      setTimeout(() => {
        response.writeHead(next.status, { 'content-type': 'application/json', ...(next.name !== undefined && { 'x-amzn-errortype': next.name }) });
        response.end(typeof next.body === 'string' ? next.body : JSON.stringify(next.body));
      }, next.after ?? 0);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (...given) => void (answers = given),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
