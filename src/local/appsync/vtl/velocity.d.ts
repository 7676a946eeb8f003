declare module 'amplify-velocity-template' {
  /** CommonJS: Node sees a default export only. */
  const velocity: {
    /** @throws Error with line and column */
    parse(template: string): unknown;
    readonly Helper: { getRefText(reference: unknown): string };
  };
  export default velocity;
}
