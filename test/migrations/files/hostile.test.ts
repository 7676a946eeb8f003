import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../../src/migrations/files/read-migrations.js';
import { fc } from '../../support/property.js';
import { config, grammar } from './support.js';

const pieces = ['-- pgcog migration 0001_a', '-- pgcog migration 0002_b', '-- after 0001_a', '-- after 0002_b', '-- hazard locks: x', '-- hazard', '-- pgcog step alone', '-- pgcog step batched "a""b" by id',
  '-- pgcog step shared batched t by', 'select 1;', "select '", '$$', '/*', '*/', 'create table t (id int);', '\\.', 'copy t from stdin;', 'begin;', '"', ';;', '\0', '😀', 'ä', '\n', 'end', 'create function f() returns int begin atomic'];
const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 12 }).map((parts) => parts.join('\n'));

describe('whatever stands in the files', () => {
  it('is read or said to be wrong at a place in them', () => {
    fc.assert(fc.property(text, text, (a, b) => {
      const files = [{ path: 'migrations/0001_a.sql', text: a }, { path: 'migrations/0002_b.sql', text: b }];
      const { value, diagnostics } = readMigrations(grammar, config, files);
      for (const { span } of [...diagnostics, ...value.flatMap(({ steps }) => steps)]) {
        const length = files.find(({ path }) => path === span?.file)?.text.length ?? -1;
        expect(span !== null && span.start >= 0 && span.start <= span.end && span.end <= length).toBe(true);
      }
      // What is not wrong is one chain of files with statements.
      if (diagnostics.length === 0) expect(value.map(({ after, steps }) => [after, steps.length > 0])).toEqual([[null, true], ['0001_a', true]]);
    }));
  });

  it('takes no longer with its length than it should', () => {
    const long = `-- pgcog migration 0001_a\n${'-- pgcog step batched '.padEnd(20_000, 'a ')}\n-- pgcog step ${' '.repeat(20_000)}x\n${'-- hazard locks: '.padEnd(20_000, ' ')}.\n${'-- pgcog step alone\nselect 1;\n'.repeat(1000)}`;
    const { value, diagnostics } = readMigrations(grammar, config, [{ path: 'migrations/0001_a.sql', text: long }]);
    expect([value[0]?.steps.length, diagnostics.map(({ code }) => code)]).toEqual([1000, ['PGC704', 'PGC704']]);
  }, 10_000);
});
