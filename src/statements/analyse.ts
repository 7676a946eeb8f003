export { analyse } from './analyse/analyse.js';
export { readViews } from './analyse/read-views.js';
export { viewNullability, viewOrigins, withViewNullability } from './analyse/view-nullability.js';
export { withViewWrites } from './analyse/view-writes.js';
export type { AnalyseInput, AnalysedColumn, Analysis, Origin, RoutineFact, Use, ViewDefinitions } from './analyse/types.js';
