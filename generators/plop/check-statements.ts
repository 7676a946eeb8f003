import { WrongLine } from './refused.js';
import type { Project } from './types.js';

/**
 * Parts of the SQL are the user's text: they must stay what they are, and not become statements of their own.
 *
 * @param count of the statements that are meant
 * @throws WrongLine PGC760, with `message`
 */
export async function checkStatements(project: Project, sql: string, count: number, message: string, hint: string): Promise<void> {
  const { statements, fault } = (await project.grammar()).parse(sql);
  if (fault !== null || statements.length !== count) throw new WrongLine('PGC760', `${message}${fault === null ? '' : ` (${fault.message})`}`, hint);
}
