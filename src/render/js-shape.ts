/** Comments, and strings as {@link jsString} writes them. */
const opaque = /\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/|(?<=from )'[^'\\\n]*'|'(?:[^'\\\n\r\u2028\u2029]|\\(?:['"\\bfnrt]|u[0-9a-f]{4}))*'/g;

/**
 * What of a program's text decides whether it can be read: comments are the blanks or line ends that they count as, all
 * strings are alike but for the names of modules, and a list of strings is as long as any other. Of texts of one shape
 * all parse or none does, to trees that differ in strings only. Null where that cannot be told so simply: templates,
 * other strings, `/`.
 */
export function jsShape(text: string): string | null {
  const bare = text.replace(opaque, (found, offset: number) => {
    if (found.startsWith('/')) return /[\n\r\u2028\u2029]/.test(found) ? '\n' : ' ';
    return text.startsWith('from ', offset - 5) ? found : "''";
  });
  // A quote that is left began a string that is not read here: what stands behind it may be no comment.
  const code = bare.replace(/from '[^']*'|''/g, '');
  return /["'`\\/]/.test(code) ? null : bare.replace(/'',\n(?: *'',\n)+/g, "'',\n");
}
