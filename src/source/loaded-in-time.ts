/** Milliseconds that a file of the project may take to load. */
const patience = 30_000;

/**
 * What a module of the user's is when it has loaded. One that awaits at its top what never comes would never load, keep
 * whoever waits for it, and, where nothing else is open, end the process without a word.
 *
 * @param loading as `import()` gives it; what becomes of it later is nobody's concern
 * @throws what it throws, and an Error when it took too long
 */
export async function loadedInTime<T>(loading: Promise<T>, milliseconds = patience): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`what it awaits at its top has not come within ${milliseconds / 1_000} s`)), milliseconds);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}
