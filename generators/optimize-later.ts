/**
 * Has V8 wait with its optimizing compiler. A run lasts a second or two, of which it otherwise spends a third on functions
 * that are then not called any more; this is fifteen times its usual patience. What goes on for longer (hundreds of
 * tables, `--watch`) is optimized all the same.
 */
export async function optimizeLater(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--interrupt-budget=1000000');
}
