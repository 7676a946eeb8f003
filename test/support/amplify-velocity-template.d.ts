declare module 'amplify-velocity-template' {
  export function parse(template: string): unknown;
  export class Compile {
    constructor(ast: unknown, config: { readonly escape: boolean; readonly valueMapper: (value: unknown) => unknown });
    render(context: Readonly<Record<string, unknown>>): string;
  }
}
