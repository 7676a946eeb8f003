declare module 'amplify-velocity-template' {
  interface Compile {
    render(context: Readonly<Record<string, unknown>>): string;
  }
  /** CommonJS: Node sees a default export only. */
  const velocity: {
    parse(template: string): unknown;
    readonly Compile: new (ast: unknown, config: { readonly escape: boolean; readonly valueMapper: (value: unknown) => unknown }) => Compile;
  };
  export default velocity;
}
