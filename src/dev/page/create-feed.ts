import type { ServerResponse } from 'node:http';

/** A value that pages follow by server-sent events. */
export interface Feed<T extends object> {
  now(): T;
  show(value: T): void;
  /** Answers with the value, and with every later one. `run` tells the page whether it is still the same server's. */
  follow(response: ServerResponse, run: string): void;
  close(): void;
}

/** Milliseconds between lines that only keep the connection open. */
const beat = 15_000;

export function createFeed<T extends object>(first: T): Feed<T> {
  let value = first;
  const followers = new Map<ServerResponse, string>();
  const send = (response: ServerResponse, run: string): void => void response.write(`data: ${JSON.stringify({ run, ...value })}\n\n`);
  const timer = setInterval(() => {
    for (const response of followers.keys()) response.write(':\n\n');
  }, beat);
  timer.unref();
  return {
    now: () => value,
    show: (next) => {
      value = next;
      for (const [response, run] of followers) send(response, run);
    },
    follow: (response, run) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 500\n\n');
      followers.set(response, run);
      response.on('close', () => followers.delete(response));
      send(response, run);
    },
    close: () => {
      clearInterval(timer);
      for (const response of followers.keys()) response.end();
      followers.clear();
    },
  };
}
