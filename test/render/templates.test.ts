import { join } from 'node:path';
import handlebars from 'handlebars';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readTemplate, templateNames } from '../../src/render/compile-templates.js';
import { templatesFolder } from '../../src/render/templates-folder.js';
import { loadTemplates, type TemplateName } from '../../src/render/templates.js';

const viewsFile = join(templatesFolder(), '..', 'src', 'render', 'views.ts');
const program = ts.createProgram([viewsFile], { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022 });
const checker = program.getTypeChecker();
const source = program.getSourceFile(viewsFile);

/** The view type of each template, from the interface `Views`. */
function viewTypes(): ReadonlyMap<string, ts.Type> {
  const views = source?.statements.find((node): node is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(node) && node.name.text === 'Views');
  if (views === undefined) throw new Error('no interface Views');
  return new Map(checker.getTypeAtLocation(views).getProperties().map((property) => [property.name, checker.getTypeOfSymbol(property)]));
}

/** What a template's text can reach: a type of the view, or a value given to a partial. */
type Scope = { readonly type: ts.Type | null; readonly given: ReadonlySet<string> };

function elementOf(type: ts.Type): ts.Type | null {
  return checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? null;
}

function reach(path: hbs.AST.PathExpression, scopes: readonly Scope[], mistakes: string[]): ts.Type | null {
  const scope = scopes[scopes.length - 1 - path.depth];
  if (path.data || scope === undefined) {
    mistakes.push(`${path.original}: no such scope`);
    return null;
  }
  let type = scope.type;
  for (const [i, part] of path.parts.map(String).entries()) {
    if (i === 0 && scope.given.has(part)) return null;
    const property = type?.getProperty(part);
    if (property === undefined || type === null) {
      mistakes.push(`${path.original}: the view has no ${part}`);
      return null;
    }
    if ((property.flags & ts.SymbolFlags.Optional) !== 0) mistakes.push(`${path.original} is optional`);
    type = checker.getTypeOfSymbol(property);
  }
  return type;
}

const isPath = (node: hbs.AST.Expression): node is hbs.AST.PathExpression => node.type === 'PathExpression';

function visit(body: readonly hbs.AST.Statement[], scopes: readonly Scope[], mistakes: string[]): void {
  for (const node of body) {
    if (node.type === 'MustacheStatement') {
      const { path } = node as hbs.AST.MustacheStatement;
      if (isPath(path as hbs.AST.Expression)) checkPrinted(path as hbs.AST.PathExpression, scopes, mistakes);
    } else if (node.type === 'BlockStatement') visitBlock(node as hbs.AST.BlockStatement, scopes, mistakes);
    else if (node.type === 'PartialStatement') visitPartial(node as hbs.AST.PartialStatement, scopes, mistakes);
    else if (node.type !== 'ContentStatement' && node.type !== 'CommentStatement') mistakes.push(`${node.type} is not used here`);
  }
}

/** Only text is printed; an object or a list would come out as `[object Object]`. */
function checkPrinted(path: hbs.AST.PathExpression, scopes: readonly Scope[], mistakes: string[]): void {
  const type = reach(path, scopes, mistakes);
  if (type !== null && (type.flags & ts.TypeFlags.StringLike) === 0) mistakes.push(`${path.original} is no text`);
}

function visitBlock(block: hbs.AST.BlockStatement, scopes: readonly Scope[], mistakes: string[]): void {
  const [argument] = block.params;
  if (argument === undefined || !isPath(argument)) return void mistakes.push('a block without a path');
  const type = reach(argument, scopes, mistakes);
  const inner = block.path.original === 'each' ? [...scopes, { type: type === null ? null : elementOf(type), given: new Set<string>() }] : scopes;
  if (block.path.original === 'each' && type !== null && elementOf(type) === null) mistakes.push(`${argument.original} is no list`);
  visit(block.program.body, inner, mistakes);
  if (block.inverse) visit(block.inverse.body, scopes, mistakes);
}

function visitPartial(partial: hbs.AST.PartialStatement, scopes: readonly Scope[], mistakes: string[]): void {
  const name = isPath(partial.name as hbs.AST.Expression) ? (partial.name as hbs.AST.PathExpression).original : '';
  const given = new Set((partial.hash?.pairs ?? []).map(({ key }) => key));
  const scope = scopes.at(-1);
  visit(handlebars.parse(readTemplate(`partials/${name}`)).body, [{ type: scope?.type ?? null, given }], mistakes);
}

describe('templates', () => {
  it('are all known by their view, or as a partial', () => {
    expect(templateNames().filter((name) => !name.startsWith('partials/'))).toEqual([...viewTypes().keys()].sort());
  });

  it.each([...viewTypes().keys()])('%s names only what its view has for certain', (name) => {
    const mistakes: string[] = [];
    const type = viewTypes().get(name) ?? null;
    visit(handlebars.parse(readTemplate(name)).body, [{ type, given: new Set() }], mistakes);
    expect(mistakes).toEqual([]);
  });

  it('would not pass with a name that the view lacks', () => {
    const mistakes: string[] = [];
    const type = viewTypes().get('generated/schema.graphql') ?? null;
    visit(handlebars.parse('{{#each blocks}}{{#if nothing}}x{{/if}}{{description}}{{/each}}').body, [{ type, given: new Set() }], mistakes);
    expect(mistakes).toEqual(['nothing: the view has no nothing', 'description is no text']);
  });

  it('fail by name where a view lacks something', async () => {
    const print = await loadTemplates();
    const name: TemplateName = 'seeded/lambda-resolver.ts';
    expect(() => Reflect.apply(print, null, [name, { doc: [] }])).toThrow(/templates\/seeded\/lambda-resolver\.ts\.hbs/);
  });
});
