import fc from 'fast-check';

/**
 * fast-check with one seed for a whole run: the loop of every day runs the same cases on any machine, the long run new
 * ones each time. A failure prints its seed; `PGCOG_TEST_SEED=<seed>` runs it again.
 */
fc.configureGlobal({ seed: Number(process.env.PGCOG_TEST_SEED ?? 2026) });

export { fc };
