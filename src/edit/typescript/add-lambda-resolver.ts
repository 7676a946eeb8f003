import { stubName } from '../../render/stub-names.js';
import type { Edited, UserFile } from '../types.js';
import { importSplice, importStyle, type ImportStyle } from './import-splice.js';
import { objectOf, propertyOf } from './object-of.js';
import type { Node, ObjectLiteralExpression, SourceFile, TypeScript } from './open-typescript.js';
import { propertySplices } from './property-splices.js';
import { editTypescript } from './prove-typescript.js';

/** A Lambda resolver and the module of its stub, from the file that wires it, without extension: `./Mutation.cancelOrder`. */
export interface WantedResolver {
  readonly name: string;
  readonly module: string;
}

/** Wires a stub in the file that hands Lambda resolvers to the data source: an import, and a property of the map. */
export function addLambdaResolver(typescript: TypeScript, file: UserFile, wanted: WantedResolver): Edited {
  return editTypescript(typescript, file, (source) => {
    const map = resolverMap(typescript, source);
    if (map === null) return { kind: 'refused', reason: 'has no map of Lambda resolvers that could be seen', at: 0 };
    if (propertyOf(typescript, map, wanted.name) !== null) return [];
    const style = importStyle(source);
    const bound = importedAs(source, wanted, style);
    const local = bound ?? freeName(source, wanted.name);
    const property = propertySplices(typescript, source, map, propertyText(wanted.name, local, style));
    return bound !== null ? property : [importSplice(typescript, source, importText(wanted, local, style)), ...property];
  });
}

/** What its user would write: the lines to paste where a file is left alone. */
export function resolverSnippet(wanted: readonly WantedResolver[], style: ImportStyle = { quote: "'", end: ';', extension: '.js' }): string {
  const named = wanted.map((one) => ({ ...one, local: stubName(one.name) }));
  return [...named.map((one) => importText(one, one.local, style)), ...named.map((one) => `${propertyText(one.name, one.local, style)},`)].join('\n');
}

function importText({ module }: WantedResolver, local: string, { quote, end, extension }: ImportStyle): string {
  return `import { handler as ${local} } from ${quote}${module}${extension}${quote}${end}`;
}

function propertyText(name: string, local: string, { quote }: ImportStyle): string {
  return `${quote}${name}${quote}: ${local}`;
}

function freeName(source: SourceFile, name: string): string {
  const text = source.getFullText();
  let free = stubName(name);
  while (new RegExp(`(?<![\\w$])${free}(?![\\w$])`, 'u').test(text)) free += '_';
  return free;
}

/** The name that the stub's handler is imported by already. */
function importedAs(source: SourceFile, { module }: WantedResolver, { extension }: ImportStyle): string | null {
  const modules = [module, `${module}${extension}`, `${module}.js`, `${module}.ts`];
  for (const one of source.getImportDeclarations()) {
    if (one.isTypeOnly() || !modules.includes(one.getModuleSpecifierValue())) continue;
    const named = one.getNamedImports().find((specifier) => specifier.getName() === 'handler' && !specifier.isTypeOnly());
    if (named !== undefined) return named.getAliasNode()?.getText() ?? 'handler';
  }
  return null;
}

/** What `lambdaResolvers` is called with; else what is exported as `resolvers`, or has fields for its keys. */
function resolverMap(typescript: TypeScript, source: SourceFile): ObjectLiteralExpression | null {
  const { Node: is, SyntaxKind } = typescript.library;
  for (const call of source.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    if (call.getExpression().getText() !== 'lambdaResolvers') continue;
    const map = objectOf(typescript, call.getArguments()[0]);
    if (map !== null) return map;
  }
  const named = objectOf(typescript, source.getVariableDeclaration('resolvers')?.getInitializer());
  if (named !== null) return named;
  const exported: readonly (Node | undefined)[] = [
    ...source.getVariableDeclarations().map((one) => one.getInitializer()),
    ...source.getExportAssignments().map((one) => one.getExpression()),
  ];
  const maps = exported.map((one) => objectOf(typescript, one)).filter((one) => one !== null);
  return maps.find((map) => map.getProperties().some((one) => !is.isSpreadAssignment(one) && /^['"[`]*[A-Za-z_]\w*\.[A-Za-z_]\w*['"\]`]*$/u.test(one.getNameNode().getText()))) ?? null;
}
