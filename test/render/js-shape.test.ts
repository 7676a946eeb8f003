import { parse } from 'acorn';
import { fc } from '../support/property.js';
import { describe, expect, it } from 'vitest';
import { jsString } from '../../src/render/escape.js';
import { jsShape } from '../../src/render/js-shape.js';

const parses = (text: string): boolean => {
  try {
    parse(text, { ecmaVersion: 2023, sourceType: 'module' });
    return true;
  } catch {
    return false;
  }
};

describe('jsShape', () => {
  it('is one for texts that differ in strings, comments and the length of lists', () => {
    const text = (comment: string, list: readonly string[]): string => `// ${comment}\nimport { util } from '@aws-appsync/utils';\n/** ${comment} */\nconst PARTS = [\n${list.map((one) => `  ${jsString(one)},\n`).join('')}];\n`;
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (said, list) => {
      const comment = said.replaceAll(/[\n\r\u2028\u2029]|\*\//g, '');
      expect(jsShape(text(comment, list))).toBe(jsShape(text('a', ['b'])));
      expect(parses(text(comment, list))).toBe(true);
    }));
  });

  it('is another, or none, where the text may read differently', () => {
    const shape = jsShape("const a = 'x';\n");
    for (const other of ["const a = 'x'y';\n", "const a = 'x\\';\n", "const a = 'x\\u00';\n", "const a = 'x\\q';\n", "const a = 'x\u2028';\n", 'const a = "x";\n', 'const a = `x`;\n', "const a = /'x'/;\n", "const b = 'x';\n", "const a /* ' */ = 'x' * 1;\n"]) {
      expect(jsShape(other) === null || jsShape(other) !== shape, other).toBe(true);
    }
    expect(jsShape("import { a } from 'fs';\n")).not.toBe(jsShape("import { a } from 'os';\n"));
    expect(jsShape('return /*\n*/ x')).not.toBe(jsShape('return /* */ x'));
    expect(jsShape('// x\u2028evil();')).not.toBe(jsShape('// x'));
  });

  it('does not tell where a string is not read to its end', () => {
    expect(jsShape("'//\\)\\''")).toBeNull();
    expect(jsShape("'")).toBeNull();
  });

  it('tells of any two texts of one shape that both parse or neither does', () => {
    const piece = fc.constantFrom("'", "''", '"', '`', '\\', '/', '//', '/*', '*/', '\n', '\u2028', ' ', 'a', '1', '+', ',', ';', '(', ')', '[', ']', "'x'", "'\\''", "'\\u0041'", 'return', 'from ', '${');
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const shapes = new Map<string, boolean>();
    fc.assert(fc.property(text, (one) => {
      const shape = jsShape(one);
      if (shape === null) return;
      const known = shapes.get(shape) ?? parses(one);
      shapes.set(shape, known);
      expect(parses(one)).toBe(known);
    }), { numRuns: 20_000 });
  });
});
