import { parse, type Program } from 'acorn';

/** Reads the code of a JavaScript resolver. @throws SyntaxError with line and column */
export function parseAppsyncJs(code: string): Program {
  return parse(code, { ecmaVersion: 2023, sourceType: 'module', locations: true });
}
