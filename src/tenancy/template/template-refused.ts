import type { Code } from '../../source/codes.js';

/** The template cannot be installed here, and whoever installs it can do something about it. */
export class TemplateRefused extends Error {
  constructor(readonly code: Code, message: string, readonly hint: string) {
    super(message);
    this.name = 'TemplateRefused';
  }
}
