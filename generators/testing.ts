import { createTesting } from './testing/create-testing.js';
import { findProject } from './testing/find-project.js';
import { hookIn } from './testing/hook-in.js';
import { openStage } from './testing/open-stage.js';
import { build } from './version.js';

export { GraphqlFailure } from '../src/testing/graphql-failure.js';

/** The package's entry `pg-cognition/testing`: who imports it, has a stage of its own in its process. */
const testing = createTesting(async () => openStage(await findProject(process.cwd(), { ...process.env }, new AbortController().signal), build));
await hookIn(testing, process.env);

export const { as, close } = testing;
