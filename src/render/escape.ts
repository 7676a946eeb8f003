/** Text for each kind of file, escaped in this one place. */

/** A JavaScript or TypeScript string in single quotes; line separators are escaped for old parsers. */
export function jsString(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** A property's name in an object: bare where it can be. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : jsString(name);
}

/** `claims.userid`, `claims['custom:tenant']` */
export function jsMember(base: string, key: string): string {
  return propertyName(key) === key ? `${base}.${key}` : `${base}[${jsString(key)}]`;
}

/** A string in a VTL template. Throws for what VTL would read as a reference or directive: only names come here. */
export function vtlString(name: string): string {
  if (!/^[\w.:/-]*$/.test(name)) throw new Error(`render: ${JSON.stringify(name)} cannot stand in a mapping template`);
  return `"${name}"`;
}

/** `$ctx.args.id`; a key that is no name in VTL, or that Java would take for every object's own, is asked for. */
export function vtlMember(base: string, key: string): string {
  return key === 'class' || !/^[A-Za-z]\w*$/.test(key) ? `${base}.get(${vtlString(key)})` : `${base}.${key}`;
}

/** Ends of lines, control characters, and the marks that make an editor show text in another order than it has. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** One line of a comment that runs to the end of its line. */
export function commentLine(text: string): string {
  return text.replaceAll(unseen, ' ').trimEnd();
}

/** Lines of a file, each behind an indentation; nothing for nothing. */
export function indented(indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : indent + lines.join(`\n${indent}`);
}

/** One line inside `/** ... *\/`. */
export function docLine(text: string): string {
  return commentLine(text).replaceAll('*/', '*\\/');
}

/** A whole doc comment, by line; nothing for nothing. */
export function docComment(lines: readonly string[]): readonly string[] {
  const [first, ...more] = lines.map(docLine);
  if (first === undefined) return [];
  return more.length === 0 ? [`/** ${first} */`] : ['/**', ...[first, ...more].map((line) => ` * ${line}`.trimEnd()), ' */'];
}

/** A cell of a Markdown table. */
export function markdownCell(text: string): string {
  return commentLine(text).replaceAll('\\', '\\\\').replaceAll(/[|<>*_`[\]#]/g, (mark) => `\\${mark}`);
}

/** Inline code in a Markdown table's cell; backticks in it take a longer fence. */
export function markdownCode(text: string): string {
  const line = commentLine(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  if (longest === 0) return `\`${line}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${line} ${fence}`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text between tags or in a quoted attribute of HTML; lines stay, what reorders or hides text does not. */
export function htmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? mark).replaceAll(unseen, (mark) => (mark === '\n' || mark === '\t' ? mark : ' '));
}
