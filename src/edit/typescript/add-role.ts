import type { Edited, Refusal, Splice, UserFile } from '../types.js';
import { objectOf, propertyOf } from './object-of.js';
import type { ObjectLiteralExpression, SourceFile, TypeScript } from './open-typescript.js';
import { propertySplices } from './property-splices.js';
import { editTypescript } from './prove-typescript.js';

/** A role for `roles` of the settings. */
export interface WantedRole {
  readonly name: string;
  readonly inherits: readonly string[];
}

/** Puts a role into `pgcog.config.*`: into `roles`, which is made where it is not there. */
export function addRole(typescript: TypeScript, file: UserFile, wanted: WantedRole): Edited {
  const json = file.path.endsWith('.json');
  return editTypescript(typescript, file, (source) => {
    const settings = settingsOf(typescript, source, json);
    if (settings === null) return { kind: 'refused', reason: 'exports no settings that could be seen', at: 0 };
    const role = roleText(wanted, json || source.getFullText().includes('"') && !source.getFullText().includes("'") ? '"' : "'", json);
    const roles = propertyOf(typescript, settings, 'roles');
    if (roles === null) return propertySplices(typescript, source, settings, `${json ? '"roles"' : 'roles'}: { ${role} }`, json);
    return intoRoles(typescript, source, objectOf(typescript, roles.value), { wanted, role, json, at: roles.start });
  });
}

interface Role {
  readonly wanted: WantedRole;
  readonly role: string;
  readonly json: boolean;
  readonly at: number;
}

function intoRoles(typescript: TypeScript, source: SourceFile, map: ObjectLiteralExpression | null, { wanted, role, json, at }: Role): readonly Splice[] | Refusal {
  if (map === null) return { kind: 'refused', reason: 'has roles that are not written out', at };
  return propertyOf(typescript, map, wanted.name) !== null ? [] : propertySplices(typescript, source, map, role, json);
}

/** `billing: { inherits: ['users'] }` */
export function roleText({ name, inherits }: WantedRole, quote = "'", json = false): string {
  const key = json ? `"${name}"` : name;
  return inherits.length === 0 ? `${key}: {}` : `${key}: { ${json ? '"inherits"' : 'inherits'}: [${inherits.map((one) => `${quote}${one}${quote}`).join(', ')}] }`;
}

/** What is exported as default, or by `module.exports`; a JSON file as a whole. */
function settingsOf(typescript: TypeScript, source: SourceFile, json: boolean): ObjectLiteralExpression | null {
  const { Node: is, SyntaxKind } = typescript.library;
  if (json) {
    const [first] = source.getStatements();
    return first !== undefined && is.isExpressionStatement(first) ? objectOf(typescript, first.getExpression()) : null;
  }
  const exported = source.getExportAssignments()[0]?.getExpression()
    ?? source.getDescendantsOfKind(SyntaxKind.BinaryExpression).find((one) => one.getLeft().getText() === 'module.exports')?.getRight();
  if (exported !== undefined) return objectOf(typescript, exported);
  const named = source.getExportDeclarations().flatMap((one) => one.getNamedExports()).find((one) => (one.getAliasNode()?.getText() ?? one.getName()) === 'default');
  return named === undefined ? null : objectOf(typescript, source.getVariableDeclaration(named.getName())?.getInitializer());
}
