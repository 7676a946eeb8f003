import { Kind, parse, type DefinitionNode, type DirectiveNode, type DocumentNode, type FieldDefinitionNode, type InputObjectTypeDefinitionNode, type InputValueDefinitionNode, type NameNode, type TypeNode } from 'graphql';
import { appsyncPrelude } from './appsync-prelude.js';
import { breach, type Breach } from './appsync-rules.js';

type Definition = Extract<DefinitionNode, { readonly name?: NameNode }>;
type Say = (message: string, at: Parameters<typeof breach>[1]) => void;

/** What a document may name without defining it. */
interface Known {
  readonly types: ReadonlySet<string>;
  readonly directives: ReadonlyMap<string, ReadonlySet<string>>;
}

const builtIn = ['ID', 'String', 'Int', 'Float', 'Boolean'];

/**
 * What GraphQL's own validation would say of a document of types alone: names defined twice or not at all, unknown
 * directives and arguments of theirs, inputs that contain themselves (GraphQL specification, October 2021, "Type
 * Validation"). Building a whole schema to hear it takes as long as planning one.
 */
export function sdlReferences(document: DocumentNode): readonly Breach[] {
  const found: Breach[] = [];
  const say: Say = (message, at) => found.push(breach(message, at));
  const own = document.definitions.filter((one): one is Definition => 'name' in one && one.name !== undefined && 'directives' in one);
  const known = knownNames(own);
  unique(own, 'type', say);
  for (const one of document.definitions) {
    if (one.kind === Kind.SCHEMA_DEFINITION) for (const { type, operation } of one.operationTypes) rootRule(own, type.name.value, operation, (message) => say(message, type));
  }
  for (const one of own) definition(one, known, say);
  const inputs = inputsOf(own);
  const fine = new Set<string>();
  for (const one of inputs.values()) if (endless(one, inputs, fine)) say(`Cannot reference Input Object "${one.name.value}" within itself through a series of non-null fields.`, one);
  return found;
}

function knownNames(own: readonly Definition[]): Known {
  const prelude = parse(appsyncPrelude, { noLocation: true }).definitions;
  const scalars = prelude.flatMap((one) => (one.kind === Kind.SCALAR_TYPE_DEFINITION ? [one.name.value] : []));
  const directives = prelude.flatMap((one) => (one.kind === Kind.DIRECTIVE_DEFINITION ? [[one.name.value, new Set(one.arguments?.map(({ name }) => name.value))] as const] : []));
  return { types: new Set([...builtIn, ...scalars, ...own.flatMap(({ name }) => name?.value ?? [])]), directives: new Map([...directives, ['deprecated', new Set(['reason'])]]) };
}

function rootRule(own: readonly Definition[], name: string, operation: string, say: (message: string) => void): void {
  const type = own.find((one) => one.name?.value === name);
  if (type === undefined) say(`Unknown type "${name}".`);
  else if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) say(`The ${operation} root ${name} is no object type.`);
}

function definition(one: Definition, known: Known, say: Say): void {
  directives(one.directives ?? [], known, say);
  switch (one.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      for (const named of one.interfaces ?? []) reference(named, known, say);
      fields(one.fields ?? [], known, say);
      return;
    case Kind.INPUT_OBJECT_TYPE_DEFINITION: return values(one.fields ?? [], 'field', known, say);
    case Kind.UNION_TYPE_DEFINITION: for (const named of one.types ?? []) reference(named, known, say); return;
    case Kind.ENUM_TYPE_DEFINITION: return unique(one.values ?? [], 'value', say);
    default: return;
  }
}

function fields(all: readonly FieldDefinitionNode[], known: Known, say: Say): void {
  unique(all, 'field', say);
  for (const field of all) {
    reference(field.type, known, say);
    directives(field.directives ?? [], known, say);
    values(field.arguments ?? [], 'argument', known, say);
  }
}

function values(all: readonly InputValueDefinitionNode[], what: string, known: Known, say: Say): void {
  if (all.length > 1) unique(all, what, say);
  for (const { type } of all) reference(type, known, say);
}

function unique(all: readonly { readonly name?: NameNode | undefined }[], what: string, say: Say): void {
  const seen = new Set<string>();
  for (const { name } of all) {
    if (name === undefined) continue;
    if (name.value.startsWith('__')) say(`Name "${name.value}" must not begin with "__", which is reserved by GraphQL introspection.`, name);
    if (seen.has(name.value)) say(`There can be only one ${what} named "${name.value}".`, name);
    seen.add(name.value);
  }
}

function reference(type: TypeNode, known: Known, say: Say): void {
  if (type.kind !== Kind.NAMED_TYPE) return reference(type.type, known, say);
  if (!known.types.has(type.name.value)) say(`Unknown type "${type.name.value}".`, type);
}

function directives(all: readonly DirectiveNode[], known: Known, say: Say): void {
  if (all.length > 1) unique(all, 'directive', say);
  for (const one of all) {
    const takes = known.directives.get(one.name.value);
    if (takes === undefined) say(`Unknown directive "@${one.name.value}".`, one);
    for (const { name } of one.arguments ?? []) if (takes?.has(name.value) === false) say(`Unknown argument "${name.value}" on directive "@${one.name.value}".`, name);
  }
}

type Inputs = ReadonlyMap<string, InputObjectTypeDefinitionNode>;

function inputsOf(own: readonly Definition[]): Inputs {
  return new Map(own.flatMap((one) => (one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[one.name.value, one] as const] : [])));
}

/** Inputs of which no value can ever be written down. `fine` gathers those that are known not to be. */
function endless(input: InputObjectTypeDefinitionNode, inputs: Inputs, fine: Set<string>, above: readonly string[] = []): boolean {
  const name = input.name.value;
  if (fine.has(name)) return false;
  if (above.includes(name)) return true;
  const found = (input.fields ?? []).some(({ type }) => {
    const needed = type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE ? inputs.get(type.type.name.value) : undefined;
    return needed !== undefined && endless(needed, inputs, fine, [...above, name]);
  });
  if (!found) fine.add(name);
  return found;
}
