import type { Edited, Splice, UserFile } from '../types.js';
import type { SourceFile, TypeScript } from './open-typescript.js';
import { editTypescript } from './prove-typescript.js';

export const hookNames = ['preSignUp', 'postConfirmation', 'preAuthentication', 'preTokenGeneration'] as const;
export type HookName = (typeof hookNames)[number];

/** Puts a step of the user's behind a hook of the user pool: the hook gets another name in the file, and its own name a function that calls it. */
export function wrapHook(typescript: TypeScript, file: UserFile, name: HookName): Edited {
  return editTypescript(typescript, file, (source) => {
    const text = source.getFullText();
    const bound = boundHook(typescript, source, name);
    if (bound === null) return { kind: 'refused', reason: `does not export ${name} out of createHooks in a form that could be seen`, at: 0 };
    if (bound.renamed) return isExported(source, name) ? [] : { kind: 'refused', reason: `gives ${name} another name and exports nothing of this one`, at: bound.start };
    const code = `/** ${sentence(name)} */\n${wrapperText(name, source)}`;
    const end = text.endsWith('\n') ? `\n${code}\n` : `\n\n${code}`;
    const rename: Splice = { start: bound.start, end: bound.end, text: `${name}: ${checkedName(name)}` };
    return [rename, { start: text.length, end: text.length, text: end }];
  });
}

/** `checkedPreSignUp` */
export function checkedName(name: HookName): string {
  return `checked${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function sentence(name: HookName): string {
  const words: Readonly<Record<HookName, string>> = {
    preSignUp: 'Lets through who is invited, then does what you write. What throws refuses the sign-up, and its message is shown.',
    postConfirmation: 'Hands an invited person over to the worker, then does what you write. It may be called again for the same person.',
    preAuthentication: 'Lets through active members, then does what you write. What throws refuses the sign-in.',
    preTokenGeneration: 'Sets the claims of the membership, then does what you write: leave userid, tenant and role as they are.',
  };
  return words[name];
}

function wrapperText(name: HookName, source: SourceFile): string {
  const typed = /\.[mc]?ts$/u.test(source.getFilePath()) ? `: typeof ${checkedName(name)}` : '';
  return `export const ${name}${typed} = async (event, context) => {\n  const answer = await ${checkedName(name)}(event, context);\n  return answer;\n};`;
}

/** The name's place in `export const { ... } = createHooks(...)`. */
function boundHook({ library: { Node: is } }: TypeScript, source: SourceFile, name: HookName): { readonly start: number; readonly end: number; readonly renamed: boolean } | null {
  for (const declaration of source.getVariableDeclarations()) {
    const [pattern, made] = [declaration.getNameNode(), declaration.getInitializer()];
    if (!is.isObjectBindingPattern(pattern) || made === undefined || !is.isCallExpression(made) || made.getExpression().getText() !== 'createHooks') continue;
    for (const element of pattern.getElements()) {
      const property = element.getPropertyNameNode();
      if ((property ?? element.getNameNode()).getText() !== name || element.getDotDotDotToken() !== undefined) continue;
      return { start: element.getStart(), end: element.getEnd(), renamed: property !== undefined };
    }
  }
  return null;
}

function isExported(source: SourceFile, name: HookName): boolean {
  return source.getVariableDeclaration(name)?.isExported() === true || source.getFunction(name)?.isExported() === true
    || source.getExportDeclarations().some((one) => one.getNamedExports().some((said) => (said.getAliasNode()?.getText() ?? said.getName()) === name));
}
