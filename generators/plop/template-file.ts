import { posix } from 'node:path';
import type { SourceFile } from '../../src/source/types.js';

/**
 * The path of a new template file: behind the numbers that are there, in their step and width (`030_orders.sql` behind
 * `020_customers.sql`), which is for people: statements are put in order by what they need.
 */
export function nextTemplateFile(files: readonly SourceFile[], name: string): string {
  const numbers = files.filter(({ path }) => path.startsWith('tenant_template/')).flatMap(({ path }) => /^(\d{1,6})(?=[_-])/u.exec(posix.basename(path))?.[1] ?? []);
  const width = Math.max(numbers.length === 0 ? 3 : 1, ...numbers.map((text) => text.length));
  const values = numbers.map(Number);
  const step = values.every((value) => value % 10 === 0) ? 10 : 1;
  const next = Math.floor(Math.max(0, ...values) / step) * step + step;
  return `tenant_template/${String(next).padStart(width, '0')}_${name}.sql`;
}
