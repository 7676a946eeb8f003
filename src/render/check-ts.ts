/**
 * A rough reading of a TypeScript file: strings, comments and brackets close. A whole parser would cost more than all
 * other stages together; the tests compile what is generated under `--strict`.
 */
export function checkTs(text: string): readonly string[] {
  const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
  const stack: string[] = [];
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*|['"`()[\]{}]/g;
  for (const [token] of text.matchAll(tokens)) {
    if (token === '/*') return ['a comment without end'];
    if (token === "'" || token === '"' || token === '`') return ['a string without end'];
    const close = closing[token];
    if (close !== undefined) stack.push(close);
    else if (token.length === 1 && stack.pop() !== token) return [`${token} closes nothing`];
  }
  return stack.length === 0 ? [] : [`${stack.join('')} is missing`];
}
