import type { AuthMode } from '../../config/auth-mode.js';
import type { ArgumentPlan, EventPlan, FieldPlan, ObjectPlan, TypeRef } from '../types.js';
import type { Draft } from '../draft.js';
import { description } from '../description.js';
import { oneOf } from '../type-ref.js';

/** Mode by which the API publishes to itself. */
const internal = '@aws_iam';

/** What events add to the schema. */
export interface EventTypes {
  readonly subscription: ObjectPlan | null;
  readonly mutations: readonly FieldPlan[];
  readonly objects: readonly ObjectPlan[];
}

export function eventTypes({ settings }: Pick<Draft, 'settings'>, events: readonly EventPlan[]): EventTypes {
  if (events.length === 0) return { subscription: null, mutations: [], objects: [] };
  const standard = settings.config.auth.slice(0, 1);
  const comment = (field: string): string | null => settings.spec.subscriptions.find((one) => one.field === field)?.description ?? null;
  return {
    subscription: object('Subscription', [], events.map((event) => subscriptionField(event, standard, comment(event.field)))),
    mutations: [...events.map(publishField), endField],
    objects: events.map((event) => object(event.event, directivesOf([...event.auth, 'iam']), [plain('tenant', oneOf('String', true)), ...event.fields.map(({ name, type }) => plain(name, typeOf(type)))], ['An event; what it does not hold is asked for.'])),
  };
}

function object(name: string, directives: readonly string[], fields: readonly FieldPlan[], lines: readonly string[] = []): ObjectPlan {
  return { kind: 'object', name, directives, fields, description: lines };
}

function subscriptionField({ field, event, mutation, on, filter, fields, roles, auth }: EventPlan, standard: readonly AuthMode[], comment: string | null): FieldPlan {
  const after = on.map((name) => name.slice('Mutation.'.length)).join(', ');
  const modes = auth.length === standard.length && auth.every((mode) => standard.includes(mode)) ? [] : directivesOf(auth);
  return {
    ...plain(field, oneOf(event, false)),
    arguments: filter.map((name) => argument(name, typeOf(fields.find((one) => one.name === name)?.type ?? 'String'))),
    description: [...description(comment), `After ${after}, in the caller's own tenant.`, `Callers: ${roles.join(', ')}`],
    directives: [`@aws_subscribe(mutations: ["${mutation}"])`, ...modes],
  };
}

function publishField({ field, event, mutation, fields }: EventPlan): FieldPlan {
  return {
    ...plain(mutation, oneOf(event, false)),
    arguments: [argument('tenant', oneOf('String', true)), ...fields.map(({ name, type }) => argument(name, typeOf(type)))],
    description: [`Called by the API itself: publishes ${field}.`],
    directives: [internal],
  };
}

/** Subscriptions outlive the rights of who subscribed. */
const endField: FieldPlan = {
  ...plain('endSubscriptions', oneOf('ID', false)),
  arguments: [argument('member', oneOf('ID', true)), argument('part', oneOf('Int', true))],
  description: ["Called by the API itself: ends the subscriptions of a member who was shut out."],
  directives: [internal],
};

function plain(name: string, type: TypeRef): FieldPlan {
  return { kind: 'field', name, type, arguments: [], description: [], directives: [], resolver: null, codec: null };
}

function argument(name: string, type: TypeRef): ArgumentPlan {
  return { name, type, description: [], argument: { name, type: { kind: 'scalar', scalar: type.name }, nullable: !type.required, default: null, max: null, description: null } };
}

/** `[String!]` as it was printed; events hold no lists of lists. */
function typeOf(text: string): TypeRef {
  const [, name = text, element = ''] = /^\[(\w+)(!?)\]$/u.exec(text) ?? [];
  return text.startsWith('[') ? { name, list: true, required: false, elementRequired: element === '!', depth: 1 } : oneOf(text, false);
}

function directivesOf(modes: readonly AuthMode[]): readonly string[] {
  return [...new Set(modes)].map((mode) => `@aws_${mode}`).sort();
}
