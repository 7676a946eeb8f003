import { generatorNames, type GeneratorName } from './names.js';
import type { Generator, GeneratorForm } from './types.js';

/** `migration` has a command line of its own. */
export type FormName = Exclude<GeneratorName, 'migration'>;

/** A generator, loaded when it is asked for. */
export async function formOf(name: FormName): Promise<GeneratorForm> {
  return { name, description: generatorNames[name], ...(await load(name)) };
}

async function load(name: FormName): Promise<Generator> {
  switch (name) {
    case 'resolver': return (await import('./resolver.js')).resolver;
    case 'table': return (await import('./table.js')).table;
    case 'function': return (await import('./function.js')).functionForm;
    case 'policy': return (await import('./policy.js')).policy;
    case 'role': return (await import('./role.js')).role;
    case 'lambda': return (await import('./lambda.js')).lambda;
    case 'hook': return (await import('./hook.js')).hook;
  }
}
