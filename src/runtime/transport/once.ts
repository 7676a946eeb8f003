type Next = (args: unknown) => Promise<unknown>;

/** The part of the SDK's middleware stack that is needed here; its own type differs for each command. */
interface Stack {
  add(middleware: (next: Next) => Next, options: { readonly step: 'deserialize'; readonly priority: 'high' }): void;
}

/**
 * The command, which is sent once: where the client tries again on its own account, as it does for a write after a 5xx,
 * the next attempts fail as the first one did.
 */
export function once<C extends { readonly middlewareStack: object }>(command: C): C {
  const middleware = (next: Next): Next => {
    let first: Promise<unknown> | null = null;
    return (args) => (first ??= next(args));
  };
  (command.middlewareStack as unknown as Stack).add(middleware, { step: 'deserialize', priority: 'high' });
  return command;
}
