/**
 * Offset of the `[` or `{` that is still open at `end`, or -1. YAML's parser says where it gave up, which may be far
 * below. Quoted text and comments count for nothing.
 */
export function unclosedFlow(text: string, end: number): number {
  const open: number[] = [];
  for (const match of text.slice(0, end).matchAll(token)) {
    const character = match[0];
    if (character === '[' || character === '{') open.push(match.index);
    else if (character === ']' || character === '}') open.pop();
  }
  return open.at(-1) ?? -1;
}

const token = /"(?:\\.|[^"\\])*"|(?<![\w'])'(?:''|[^'])*'|(?:^|\s)#[^\n]*|[[\]{}]/gu;
