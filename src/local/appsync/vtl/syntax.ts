import velocity from 'amplify-velocity-template';

/** A piece of a template: text, a directive or reference, or a block that begins with its directive. */
export type Node = string | Directive | readonly Node[];

export type Directive =
  | Reference
  | { readonly type: 'set'; readonly equal: readonly [Reference, Expression] }
  | { readonly type: 'if' | 'elseif'; readonly condition: Expression }
  | { readonly type: 'foreach'; readonly to: string; readonly from: Expression }
  | { readonly type: 'return'; readonly value: Expression | null }
  | { readonly type: 'raw'; readonly value: string }
  | { readonly type: 'else' | 'break' | 'comment' }
  | { readonly type: 'macro' | 'macro_call' | 'define' | 'noescape' | 'macro_body' };

export interface Reference {
  readonly type: 'references';
  readonly id: string;
  /** `$!`: prints nothing instead of itself. */
  readonly leader: string;
  readonly path?: readonly Step[];
  readonly args?: unknown;
}

export type Step =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'method'; readonly id: string; readonly args: readonly Expression[] | false }
  | { readonly type: 'index'; readonly id: Expression };

export type Expression =
  | Reference
  | { readonly type: 'math'; readonly operator: string; readonly expression: readonly Expression[] }
  | { readonly type: 'string'; readonly value: string; readonly isEval?: boolean }
  | { readonly type: 'integer' | 'decimal'; readonly value: string | number }
  | { readonly type: 'bool'; readonly value: string }
  | { readonly type: 'array'; readonly value: readonly Expression[]; readonly isRange?: false }
  | { readonly type: 'array'; readonly value: readonly (string | number | Reference)[]; readonly isRange: true }
  | { readonly type: 'map'; readonly value?: Readonly<Record<string, Expression>> };

/**
 * Reads a template. Only the reader is the library's: its interpreter has the truth and the objects of JavaScript, and
 * lets a template reach what this process runs on.
 *
 * @throws Error for what is no template, or has a directive that AppSync does not know
 */
export function parseTemplate(text: string): readonly Node[] {
  const nodes = read(`${text}\n`);
  refuse(nodes);
  return nodes;
}

/** The inside of a text in double quotes: references are put in, directives are not run. */
export function parseQuoted(text: string): readonly Node[] {
  return read(text.replaceAll('#', '\\#'));
}

function read(text: string): readonly Node[] {
  try {
    return velocity.parse(text) as readonly Node[];
  } catch (failure) {
    if (failure instanceof TypeError) throw new Error('Parse error: a directive without #end', { cause: failure });
    throw failure;
  }
}

/** What a reference without a value prints: itself. */
export function referenceText(reference: Reference): string {
  return velocity.Helper.getRefText(reference);
}

function refuse(nodes: readonly Node[]): void {
  for (const node of nodes) {
    if (Array.isArray(node)) refuse(node as readonly Node[]);
    else if (typeof node !== 'string' && ['macro', 'macro_call', 'define', 'noescape', 'macro_body'].includes((node as Directive).type)) {
      throw new Error(`AppSync has no directive #${(node as Directive).type.replace('_call', '')}`);
    }
  }
}
