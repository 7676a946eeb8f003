import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HookName } from '../../../src/runtime/hooks.js';
import { messages } from '../../../src/runtime/hooks/messages.js';
import { fc } from '../../support/property.js';
import { eventOf, hookOf, openHooks, recorded, refusalOf, type HookWorld } from './support.js';

let world: HookWorld;
let hooks: ReturnType<HookWorld['hooks']>;
beforeAll(async () => {
  world = await openHooks();
  await world.control.addMember(await world.control.addTenant('acme'), 'users', { sub: 'member', email: 'member@example.com' });
  hooks = world.hooks();
});
afterAll(() => world.close());

const all: readonly HookName[] = ['preSignUp', 'postConfirmation', 'preAuthentication', 'preTokenGeneration'];
const told: ReadonlySet<string> = new Set(Object.values(messages));
const names = recorded.filter((name) => hookOf(name) !== null);

/** What JSON can hold in the place of something else. */
const hostile = fc.oneof(
  fc.jsonValue(), fc.constantFrom<unknown>(null, true, 0, '', [], {}, [['sub']], 'toString', '\0', '\ud800', "'; drop schema cognition cascade; --", 'x'.repeat(1_000_000)),
  fc.constant('{"__proto__": {"sub": "member", "email": "member@example.com", "email_verified": "true"}}').map((text) => JSON.parse(text) as unknown),
);

/** Paths of all members of a value. */
function paths(value: unknown, before: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...before, key], ...paths(inner, [...before, key])]);
}

/** A copy with something else in one place; undefined takes the member out. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return by;
  const copy: Record<string, unknown> = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]));
  return Array.isArray(value) ? Object.values(copy) : copy;
}

/** A recorded event of the member with up to two places made hostile. */
const forged = fc.constantFrom(...names).chain((name) => {
  const event = eventOf(name, name.includes('userNotFound') || name.includes('ClientCredentials') ? {} : { sub: 'member' });
  const place = fc.constantFrom(...paths(event));
  return fc.array(fc.tuple(place, fc.oneof(hostile, fc.constant(undefined))), { minLength: 1, maxLength: 2 })
    .map((changes) => ({ hook: hookOf(name) ?? 'preSignUp', event: changes.reduce<unknown>((made, [path, by]) => replaced(made, path, by), event) }));
});

/** Answered with the event and the member's claims, or refused in one of our sentences; nothing else. */
async function check(hook: HookName, event: unknown): Promise<void> {
  const answer = await hooks[hook](event).catch((thrown: unknown) => thrown);
  if (answer instanceof Error) {
    expect(told).toContain(answer.message);
    expect(answer.message).not.toBe(messages.unavailable);
    return;
  }
  expect(answer).toBe(event);
  const { response } = answer as { response: object };
  const text = JSON.stringify(response);
  if (hook === 'preTokenGeneration') expect(text).toContain('"role":"users"');
  if (hook === 'preSignUp') expect(response).toEqual({ autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false });
}

it('answers whatever comes in place of an event with a refusal', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...all), hostile, async (hook, event) => {
    expect(await refusalOf(hooks[hook](event))).toBe(hook === 'preSignUp' ? messages.sign_up_refused : messages.sign_in_refused);
  }));
  for (const hook of all) for (const event of [undefined, Symbol('x'), () => 1, 1n]) expect(told).toContain(await refusalOf(hooks[hook](event)));
});

it('answers an event with anything in it as the member\'s, or with a refusal', async () => {
  await fc.assert(fc.asyncProperty(forged, async ({ hook, event }) => check(hook, event)), { numRuns: 300 });
});

it.each(names)('%s without its attributes, or with what an object inherits, is nobody\'s', async (name) => {
  const hook = hookOf(name) ?? 'preSignUp';
  const member = { sub: 'member', email: 'member@example.com', email_verified: 'true' };
  const inherited: unknown = JSON.parse('{"__proto__": {"sub": "member", "email": "member@example.com", "email_verified": "true"}}');
  const before = world.jobs.length;
  for (const attributes of [inherited, Object.create(member), {}, { sub: ['member'], email: ['member@example.com'] }, { sub: 1, email: 1 }]) {
    const event = replaced(eventOf(name), ['request', 'userAttributes'], attributes);
    if (hook === 'postConfirmation') expect(await hooks[hook](event)).toHaveProperty('response', {});
    else expect(told).toContain(await refusalOf(hooks[hook](event)));
  }
  expect(world.jobs.length).toBe(before);
});

it('no event changed what all objects have', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('sub' in {}).toBe(false);
});
