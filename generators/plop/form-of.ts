import type { GeneratorName } from './names.js';
import type { GeneratorForm } from './types.js';

/** A generator, loaded when it is asked for. `migration` has a command line of its own. */
export async function formOf(name: Exclude<GeneratorName, 'migration'>): Promise<GeneratorForm> {
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
