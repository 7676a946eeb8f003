/** The stages behind the database: loaded apart, while the server works. */
export { planSchema } from '../src/graphql/plan-schema.js';
export { chooseNames } from '../src/names/choose-names.js';
export { render } from '../src/render/render.js';
export { planResolvers } from '../src/resolvers/plan-resolvers.js';
export { typeStatements } from '../src/statements/type-statements.js';
