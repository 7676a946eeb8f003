/** What an entry of the spec consists of: the keys of a map stand in the order they are written in. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

export type YamlMap = { readonly [key: string]: YamlValue };

/** Words that YAML 1.1 or 1.2 takes for something else than text. Keys are read by YAML 1.2 alone, where `on` is one. */
const words = /^(?:true|false|null|yes|no|on|off|y|n|~)$/iu;
const keyWords = /^(?:true|false|null|~)$/iu;
const inFlow = /^-?[A-Za-z_][\w.!-]*$/u;
const inBlock = /^[A-Za-z_](?:[^\n\t"\\#:]|:(?![ \t]|$)|#(?<! #))*$/u;

/** On one line: `{ size: 50, max: 200 }`, `[-createdAt]`. */
export function flowYaml(value: YamlValue): string {
  if (typeof value === 'string') return inFlow.test(value) && !words.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(flowYaml).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${keyYaml(key)}: ${flowYaml(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

export function keyYaml(key: string): string {
  return inFlow.test(key) && !keyWords.test(key) ? key : JSON.stringify(key);
}

/** The same as JSON writes it, for a file that is JSON. */
export function flowJson(value: YamlValue): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(flowJson).join(', ')}]`;
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flowJson(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A map's lines, without indentation of their own: text of several lines as a block, all else on the key's line. */
export function blockYaml(map: YamlMap, step: string): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const name = keyYaml(key);
    if (typeof value !== 'string') return [`${name}: ${flowYaml(value)}`];
    if (isBlock(value)) return [`${name}: |`, ...value.slice(0, -1).split('\n').map((line) => (line === '' ? '' : step + line))];
    return [`${name}: ${inBlock.test(value) && !words.test(value) && !/\s$/u.test(value) ? value : JSON.stringify(value)}`];
  });
}

/** Text that a literal block can carry: it ends with one line end, and its first line says how far it is indented. */
function isBlock(text: string): boolean {
  return text.endsWith('\n') && !text.endsWith('\n\n') && !/^[\s]|[^\S\n]\n|[\t\r\u0000-\u0008\u0085\u2028\u2029\ufeff]/u.test(text);
}

function isList(value: readonly YamlValue[] | YamlMap): value is readonly YamlValue[] {
  return Array.isArray(value);
}
