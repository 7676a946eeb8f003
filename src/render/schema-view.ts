import { printTypeRef } from '../graphql/type-ref.js';
import type { EnumPlan, FieldPlan, InputPlan, ObjectPlan, SchemaPlan } from '../graphql/types.js';
import { commentLine, indented } from './escape.js';
import { header, wholeApi } from './header.js';
import type { SchemaView, SdlBlock } from './views.js';

/** Longest line before the arguments of a field stand one a line. */
const width = 110;

/** schema.graphql: roots first, then types, inputs and enums by name. */
export function schemaView(schema: SchemaPlan): SchemaView {
  const roots = [schema.query, ...(schema.mutation === null ? [] : [schema.mutation]), ...(schema.subscription === null ? [] : [schema.subscription])];
  return {
    header: header(wholeApi),
    mutation: schema.mutation !== null,
    subscription: schema.subscription !== null,
    blocks: [...roots.map(objectBlock), ...schema.objects.map(objectBlock), ...schema.inputs.map(inputBlock), ...schema.enums.map(enumBlock)],
  };
}

function objectBlock({ name, description, directives, fields }: ObjectPlan): SdlBlock {
  const lines = fields.flatMap((field) => [...fieldDescription(field), fieldText(field)]);
  return { description: description.map(commentLine), head: ['type', name, ...directives].join(' '), body: indented('  ', lines) };
}

/** Comments between the brackets of arguments are not known to be safe with AppSync, so they stand above the field. */
function fieldDescription({ description, arguments: args }: FieldPlan): readonly string[] {
  const ofArguments = args.flatMap((argument) => argument.description.map((line) => `${argument.name}: ${line}`));
  return [...description, ...ofArguments].map(note);
}

function note(line: string): string {
  return `# ${commentLine(line)}`.trimEnd();
}

function fieldText({ name, arguments: args, type, directives }: FieldPlan): string {
  const end = [`: ${printTypeRef(type)}`, ...directives].join(' ');
  if (args.length === 0) return `${name}${end}`;
  const words = args.map((argument) => `${argument.name}: ${printTypeRef(argument.type)}`);
  const line = `${name}(${words.join(', ')})${end}`;
  return line.length <= width ? line : `${name}(\n${words.map((word) => `    ${word}\n`).join('')}  )${end}`;
}

function inputBlock({ name, description, fields }: InputPlan): SdlBlock {
  const lines = fields.flatMap((field) => [...field.description.map(note), `${field.name}: ${printTypeRef(field.type)}`]);
  return { description: description.map(commentLine), head: `input ${name}`, body: indented('  ', lines) };
}

function enumBlock({ name, description, values }: EnumPlan): SdlBlock {
  return { description: description.map(commentLine), head: `enum ${name}`, body: indented('  ', values) };
}
