import { groupRole, templateRole } from '../../catalog/scratch-roles.js';
import type { Config } from '../../config/types.js';
import type { Grammar, Token } from '../../parse/types.js';
import type { Slot } from './types.js';

/** What cutting needs to know of the template. */
export interface CutContext {
  readonly grammar: Grammar;
  readonly schema: string;
  /** Every role name that is another in each tenant: `tenant_users`, `tenant_template_users`, `tenant_template_owner`. */
  readonly roles: ReadonlyMap<string, Slot>;
  /** Whether a text has the schema's or one of these roles' names as a word. */
  readonly mentions: RegExp;
}

/** A string that names the template, and that nothing replaces. */
export interface LeftString {
  readonly start: number;
  readonly end: number;
  readonly definer: boolean;
}

export function cutContext(grammar: Grammar, config: Config): CutContext {
  const roles = new Map<string, Slot>([[`${config.templateSchema}_owner`, { kind: 'owner' }]]);
  for (const { name } of config.roles) {
    roles.set(groupRole(name), { kind: 'role', role: name });
    roles.set(templateRole(config, name), { kind: 'role', role: name });
  }
  const words = [config.templateSchema, ...roles.keys()].map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  return { grammar, schema: config.templateSchema, roles, mentions: new RegExp(`(?<![\\w$])(?:${words.join('|')})(?![\\w$])`, 'iu') };
}

/** Tokens without the comments: those stay as they are. */
export function tokensOf(context: CutContext, text: string): readonly Token[] {
  return context.grammar.scan(text).filter((token) => token.kind !== 'comment');
}

/** `U&"..."` is read whatever its spelling; others are told by their letters. */
export function mayName(context: CutContext, text: string): boolean {
  return context.mentions.test(text) || /u&["']/iu.test(text);
}
