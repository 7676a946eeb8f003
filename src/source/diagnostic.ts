import type { Code } from './codes.js';
import { compareCodePoints } from './compare-code-points.js';
import type { Diagnostic, Severity, Span } from './types.js';

export type Related = Diagnostic['related'];

/** What must be put right before anything is written. `hint` is the way out. */
export function error(code: Code, message: string, span: Span | null, hint?: string | null, related?: Related): Diagnostic {
  return diagnostic('error', code, message, span, hint, related);
}

/** What works, but most likely not as meant or not for long. */
export function warning(code: Code, message: string, span: Span | null, hint?: string | null, related?: Related): Diagnostic {
  return diagnostic('warning', code, message, span, hint, related);
}

/** What was done on the user's behalf, or could be done better. */
export function info(code: Code, message: string, span: Span | null, hint?: string | null, related?: Related): Diagnostic {
  return diagnostic('info', code, message, span, hint, related);
}

function diagnostic(
  severity: Severity, code: Code, message: string, span: Span | null, hint?: string | null, related?: Related,
): Diagnostic {
  return { code, severity, message, span, hint: hint ?? null, related: related ?? [] };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/** In the order of the files and of the places in them; what has no place comes first. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareCodePoints(a.span?.file ?? '', b.span?.file ?? '') ||
      (a.span?.start ?? -1) - (b.span?.start ?? -1) ||
      (a.span?.end ?? -1) - (b.span?.end ?? -1) ||
      compareCodePoints(a.code, b.code) ||
      compareCodePoints(a.message, b.message),
  );
}
