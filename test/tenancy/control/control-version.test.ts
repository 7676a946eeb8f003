import { expect, it } from 'vitest';
import { controlVersion } from '../../../src/tenancy/control/control-version.js';
import { controlSteps } from '../../../src/tenancy/control/steps.js';
import { makeConfig } from '../../catalog/support.js';

it('the version that a database is held against is the last', () => {
  const versions = controlSteps(makeConfig()).map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
  expect(controlVersion).toBe(versions.at(-1));
});
