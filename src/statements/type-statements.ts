import type { Catalog } from '../catalog/types.js';
import type { Settings } from '../config/types.js';
import type { Names } from '../names/types.js';
import type { Grammar } from '../parse/types.js';
import type { ScratchDatabase } from '../postgres/types.js';
import type { Staged } from '../source/types.js';
import type { ViewDefinitions } from './analyse/types.js';
import { checkErrors } from './check-errors.js';
import { checkScalars } from './codec/check-scalars.js';
import { planCrud } from './crud/plan-crud.js';
import type { CustomContext } from './custom/context.js';
import { typeCustom } from './custom/type-custom.js';
import { planFunctions } from './functions/plan-functions.js';
import { planMembers } from './members/plan-members.js';
import { checkFields } from './permissions/check-fields.js';
import { planRelations } from './relations/plan-relations.js';
import { replaceFields } from './replace-fields.js';
import { withinTime } from './slow-planning.js';
import type { FieldStatement } from './types.js';

export interface TypeStatementsInput {
  /** Holds the template; both sessions outside any transaction. Nothing in it is changed. */
  readonly database: Pick<ScratchDatabase, 'owner' | 'prober'>;
  /** What is known of its views' columns filled in (`withViewNullability`). */
  readonly catalog: Catalog;
  readonly views: ViewDefinitions;
  readonly names: Names;
  readonly settings: Settings;
  readonly grammar: Grammar;
}

/**
 * Every statement that the API may run, behind its field: of `crud:`, `relations:`, `functions:`, `members:` and the
 * spec's own SQL, typed, qualified, proven for another tenant and checked for each role. Fields of the spec stand first,
 * in its order. Mistakes are diagnostics; it throws for broken connections and our own bugs only.
 *
 * The user's SQL is typed in the owner's session while the generator's own is proven in the prober's; what roles may do is
 * asked in the owner's when it is free.
 */
export function typeStatements(input: TypeStatementsInput): Promise<Staged<readonly FieldStatement[]>> {
  return withinTime(() => typeAll(input), []);
}

async function typeAll(input: TypeStatementsInput): Promise<Staged<readonly FieldStatement[]>> {
  const { database, catalog, views, names, settings, grammar } = input;
  const context = { catalog, names, settings };
  const planned = [planCrud(context), planRelations(context), planFunctions(context), planMembers(context)];
  const generated = replaceFields(planned.flatMap(({ value }) => value), settings.spec.resolvers);
  const custom: CustomContext = { ...context, client: database.owner, grammar, views, serverVersion: catalog.serverVersion };
  const typing = typeCustom(custom);
  const check = { prover: database.prober, prober: database.owner, ready: typing, catalog, settings, grammar };
  const [typed, checked] = await Promise.all([typing, checkFields(check, generated)]);
  const checkedCustom = await checkFields(check, typed.value);
  const entries = [...checkScalars(context), ...(await checkErrors(database.owner, catalog, settings.spec.errors))];
  const diagnostics = [...entries, ...planned.flatMap((one) => one.diagnostics), ...typed.diagnostics, ...checkedCustom.diagnostics, ...checked.diagnostics];
  return { value: [...checkedCustom.value, ...checked.value], diagnostics };
}
