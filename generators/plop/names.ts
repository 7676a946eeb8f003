/** Generators by name, with what they make: what is listed before any of them is loaded. */
export const generatorNames = {
  resolver: 'a field of the API with SQL, or a Lambda, behind it',
  table: 'a table of the template with its grants and policies',
  function: 'an SQL function of the template',
  policy: 'row level security and grants of a table; --defaults for all tables without any',
  role: 'a role of the application, in pgcog.config.ts',
  lambda: 'a Lambda function of its own, for a schedule, a queue or a bucket',
  hook: 'a step of yours behind a trigger of the user pool',
  migration: 'what changed in the template, as a migration for every tenant',
} as const;

export type GeneratorName = keyof typeof generatorNames;

export function isGeneratorName(name: string): name is GeneratorName {
  return Object.hasOwn(generatorNames, name);
}
