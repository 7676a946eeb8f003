import { Kind, TokenKind, type DefinitionNode, type DocumentNode, type InputValueDefinitionNode, type Token, type TypeNode } from 'graphql';

/** A rule of AppSync's that a place in the SDL breaks. */
export interface Breach {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

type Node = { readonly loc?: { readonly start: number; readonly end: number } | undefined };

export function breach(message: string, node: Node): Breach {
  return { message, start: node.loc?.start ?? 0, end: node.loc?.end ?? 0 };
}

/** What AppSync's parser refuses although GraphQL has it (AppSync: "Designing GraphQL schemas"; reports of users). */
export function appsyncRules(document: DocumentNode): readonly Breach[] {
  const inputs = new Set(document.definitions.flatMap((one) => (one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [one.name.value] : [])));
  const outputs = new Set(document.definitions.flatMap((one) => (isOutput(one) ? [one.name.value] : [])));
  return [...document.definitions.flatMap((one) => [...definitionRules(one), ...argumentRules(one, outputs), ...outputRules(one, inputs)]), ...tokenRules(document)];
}

type Output = Extract<DefinitionNode, { readonly kind: Kind.OBJECT_TYPE_DEFINITION | Kind.INTERFACE_TYPE_DEFINITION | Kind.UNION_TYPE_DEFINITION }>;

function isOutput(one: DefinitionNode): one is Output {
  return one.kind === Kind.OBJECT_TYPE_DEFINITION || one.kind === Kind.INTERFACE_TYPE_DEFINITION || one.kind === Kind.UNION_TYPE_DEFINITION;
}

function definitionRules(one: DefinitionNode): readonly Breach[] {
  switch (one.kind) {
    case Kind.SCALAR_TYPE_DEFINITION: return [breach(`scalar ${one.name.value}: AppSync has no scalars of one's own`, one)];
    case Kind.DIRECTIVE_DEFINITION: return [breach(`directive @${one.name.value}: AppSync takes no directive definitions`, one)];
    case Kind.INTERFACE_TYPE_DEFINITION:
      return (one.interfaces ?? []).length > 0 ? [breach(`interface ${one.name.value}: AppSync knows no inheritance of interfaces`, one)] : [];
    case Kind.ENUM_TYPE_DEFINITION: return enumRules(one);
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: return (one.fields ?? []).length === 0 ? [breach(`${one.name.value} has no fields`, one)] : nameRules(one.name.value, one);
    case Kind.SCHEMA_DEFINITION: return [];
    case Kind.UNION_TYPE_DEFINITION: return nameRules(one.name.value, one);
    default: return [breach(`${one.kind}: AppSync takes type definitions only, and no \`extend\``, one)];
  }
}

function nameRules(name: string, node: Node): readonly Breach[] {
  return name.startsWith('AWS') || name.startsWith('__') ? [breach(`${name}: names beginning with AWS or __ are reserved`, node)] : [];
}

function enumRules(one: Extract<DefinitionNode, { readonly kind: Kind.ENUM_TYPE_DEFINITION }>): readonly Breach[] {
  const values = one.values ?? [];
  if (values.length === 0) return [breach(`enum ${one.name.value} has no values`, one)];
  const wrong = values.filter(({ name, directives }) => ['true', 'false', 'null'].includes(name.value) || (directives ?? []).length > 0);
  return [...nameRules(one.name.value, one), ...wrong.map((value) => breach(`enum value ${value.name.value} is no name AppSync takes`, value))];
}

/** Arguments and fields of inputs: no defaults (AppSync does not pass them on), and no object types. */
function argumentRules(one: DefinitionNode, outputs: ReadonlySet<string>): readonly Breach[] {
  return inputValues(one).flatMap((value) => [
    ...(value.defaultValue === undefined ? [] : [breach(`${value.name.value}: AppSync does not pass default values to resolvers`, value)]),
    ...(value.directives ?? []).map((one) => breach(`${value.name.value}: @${one.name.value}, but directives of AppSync stand at types and fields`, one)),
    ...(outputs.has(nameOf(value.type)) ? [breach(`${value.name.value}: ${nameOf(value.type)} is no input type`, value)] : []),
  ]);
}

function inputValues(one: DefinitionNode): readonly InputValueDefinitionNode[] {
  if (one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) return one.fields ?? [];
  return one.kind === Kind.OBJECT_TYPE_DEFINITION ? (one.fields ?? []).flatMap((field) => field.arguments ?? []) : [];
}

function outputRules(one: DefinitionNode, inputs: ReadonlySet<string>): readonly Breach[] {
  if (one.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  const wrong = (one.fields ?? []).filter((field) => inputs.has(nameOf(field.type)));
  return wrong.map((field) => breach(`${one.name.value}.${field.name.value}: ${nameOf(field.type)} is an input type`, field));
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

/** `"""` is refused by AppSync's parser, or was for years; `#` breaks it inside the body of an enum. */
function tokenRules(document: DocumentNode): readonly Breach[] {
  const all = tokens(document.loc?.startToken ?? null, null);
  const quoted = all.filter(({ kind }) => kind === TokenKind.BLOCK_STRING);
  const inEnums = document.definitions.flatMap((one) => (one.kind === Kind.ENUM_TYPE_DEFINITION && one.loc ? tokens(one.loc.startToken, one.loc.endToken) : []));
  return [
    ...quoted.map(({ start, end }) => ({ message: 'descriptions are written as # lines', start, end })),
    ...inEnums.filter(({ kind }) => kind === TokenKind.COMMENT).map(({ start, end }) => ({ message: 'a # comment inside an enum', start, end })),
  ];
}

function tokens(first: Token | null, last: Token | null): readonly Token[] {
  const found: Token[] = [];
  for (let token = first; token !== null; token = token === last ? null : token.next) found.push(token);
  return found;
}
