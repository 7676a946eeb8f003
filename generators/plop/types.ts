import type { Catalog } from '../../src/catalog/types.js';
import type { UserEdit } from '../../src/changes/types.js';
import type { Config, Settings } from '../../src/config/types.js';
import type { UserFile } from '../../src/edit/types.js';
import type { Names } from '../../src/names/types.js';
import type { Grammar } from '../../src/parse/types.js';
import type { SourceFile } from '../../src/source/types.js';

/** One thing that a generator is told: by a flag, or in answer to the same words. */
export interface Prompt {
  readonly name: string;
  /** As commander reads it: `--table <name>`. Null for the argument behind the generator's name. */
  readonly flag: string | null;
  readonly words: string;
  /** `list`: the flag may stand several times; an answer has blanks or commas between. */
  readonly kind: 'text' | 'list' | 'yes';
  readonly choices?: readonly string[];
  /** Without it nothing can be made. */
  readonly needed?: true;
}

/** What was told, by the names of the prompts; what was not is absent. */
export type Answers = Readonly<Record<string, string | readonly string[] | boolean>>;

/** The template as a database has it, with the names of the API. */
export interface Template {
  readonly catalog: Catalog;
  readonly names: Names;
}

/** The user's project, read as far as somebody asks. What cannot be read throws `Refused`. */
export interface Project {
  readonly root: string;
  config(): Promise<Config>;
  settings(): Promise<Settings>;
  grammar(): Promise<Grammar>;
  /** Files of `tenant_template/` and `shared/`. */
  sources(): Promise<readonly SourceFile[]>;
  /** Null where there is no template yet. */
  template(): Promise<Template | null>;
  /** The settings file, `pgcog.config.*`; null where there is none. */
  configFile(): Promise<UserFile | null>;
  file(path: string): Promise<UserFile | null>;
  has(path: string): boolean;
}

/** What a generator wants on disk, and what it has to say. Nothing is written before all of it is known. */
export interface Made {
  readonly edits: readonly UserEdit[];
  /** What is there now, a line each, for edits that their files' names do not explain. */
  readonly says: readonly string[];
  /** What to do next, a line each. */
  readonly next: readonly string[];
}

export interface Generator {
  readonly prompts: readonly Prompt[];
  readonly examples: readonly string[];
  /** @throws Refused, MissingAnswer */
  readonly plan: (answers: Answers, project: Project) => Promise<Made>;
}

/** A generator of pgcog-gen, by its name. */
export interface GeneratorForm extends Generator {
  readonly name: string;
  readonly description: string;
}
