/**
 * A rough reading of a mapping template: directives open and close, and so do brackets and strings outside comments.
 * The engine is Java's; what else it would say is left to the tests, which run the templates.
 */
export function checkVtl(text: string): readonly string[] {
  const code = text.split('\n').map((line) => (line.trimStart().startsWith('##') ? '' : line)).join('\n');
  return [...directives(code), ...brackets(code)];
}

function directives(code: string): readonly string[] {
  let open = 0;
  for (const [, name] of code.matchAll(/#(if|foreach|elseif|else|end|set|return)\b/g)) {
    if (name === 'if' || name === 'foreach') open += 1;
    if (name === 'end') open -= 1;
    if (open < 0) return ['#end without a beginning'];
  }
  return open === 0 ? [] : [`${open} directives without #end`];
}

function brackets(code: string): readonly string[] {
  const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
  const stack: string[] = [];
  for (const [token] of code.matchAll(/"(?:[^"\\\n]|\\.)*"|["()[\]{}]/g)) {
    if (token === '"') return ['a string without end'];
    const close = closing[token];
    if (close !== undefined) stack.push(close);
    else if (token.length === 1 && stack.pop() !== token) return [`${token} closes nothing`];
  }
  return stack.length === 0 ? [] : [`${stack.join('')} is missing`];
}
