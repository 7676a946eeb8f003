import type { Client } from 'pg';
import type { Catalog } from '../../catalog/types.js';
import type { Settings } from '../../config/types.js';
import type { Names } from '../../names/types.js';
import type { Grammar } from '../../parse/types.js';
import type { ViewDefinitions } from '../analyse/types.js';

/** What typing a piece of the user's SQL needs. */
export interface CustomContext {
  /** Session of the role that owns the scratch schema, its search_path set as a tenant's. */
  readonly client: Client;
  readonly catalog: Catalog;
  readonly names: Names;
  readonly settings: Settings;
  readonly grammar: Grammar;
  readonly views: ViewDefinitions;
  /** `server_version_num`: 170010. */
  readonly serverVersion: number;
}
