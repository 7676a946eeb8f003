import type { Node, Program } from 'acorn';
import { walk } from '../../../render/walk-js.js';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A resolver's module as an expression: a function that, given AppSync's own objects, runs the module and returns its
 * handlers. Lines stay where they are; loops go by way of a counter.
 */
export function wrapModule(code: string, program: Program): string {
  const edits = walk(program).flatMap((node): readonly Edit[] => {
    switch (node.type) {
      case 'ImportDeclaration': {
        const names = node.specifiers.flatMap((one) => (one.type === 'ImportSpecifier' && one.imported.type === 'Identifier' ? [`${one.imported.name}: ${one.local.name}`] : []));
        return [replaced(node, `const { ${names.join(', ')} } = $appsync;`)];
      }
      case 'ExportNamedDeclaration': return [node.declaration == null ? replaced(node, '') : { start: node.start, end: node.declaration.start, text: '' }];
      case 'ForOfStatement': return around(node.right, 'each');
      case 'ForInStatement': return around(node.right, 'keys');
      default: return [];
    }
  });
  return `(function ($appsync) { 'use strict'; ${applied(code, edits)}\nreturn { ${handlers(program).join(', ')} };\n})`;
}

/** `request` and `response`, each by the name that it has in the module. */
function handlers(program: Program): readonly string[] {
  const lists = program.body.flatMap((node) => (node.type === 'ExportNamedDeclaration' ? node.specifiers : []));
  return ['request', 'response'].map((name) => {
    const listed = lists.find(({ exported }) => exported.type === 'Identifier' && exported.name === name);
    return `${name}: ${listed?.local.type === 'Identifier' ? listed.local.name : name}`;
  });
}

const around = (node: Node, name: string): readonly Edit[] => [
  { start: node.start, end: node.start, text: `$appsync.${name}(` },
  { start: node.end, end: node.end, text: ')' },
];

function replaced({ start, end }: Node, text: string): Edit {
  return { start, end, text };
}

/** Line breaks of what is replaced are kept. */
function applied(code: string, edits: readonly Edit[]): string {
  let text = '';
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const lines = code.slice(edit.start, edit.end).replaceAll(/[^\n]/g, '');
    text += code.slice(from, edit.start) + edit.text + lines;
    from = edit.end;
  }
  return text + code.slice(from);
}
