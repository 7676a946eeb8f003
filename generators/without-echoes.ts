import { hasErrors } from '../src/source/diagnostic.js';
import type { Diagnostic } from '../src/source/types.js';

/** Roles that the template names and the settings should have brought. */
const aboutRoles: ReadonlySet<string> = new Set(['PGC155', 'PGC157']);
/** Tables that no role may use. */
const aboutGrants: ReadonlySet<string> = new Set(['PGC159', 'PGC280']);
const nobodyMayCall = 'PGC260';

const isOfSettings = ({ code, severity }: Diagnostic): boolean => severity === 'error' && code >= 'PGC010' && code <= 'PGC039';

/**
 * A run's diagnostics without those that only follow from others, or keep the eye from what must be put right: infos
 * beside an error, grants beside an error that is not about them, roles where the settings could not be read.
 */
export function withoutEchoes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const failed = hasErrors(diagnostics);
  const rolesUnknown = diagnostics.some(isOfSettings);
  const grantsMatter = !failed || diagnostics.some(({ code }) => code === nobodyMayCall);
  const ungranted = diagnostics.filter(({ code }) => code === 'PGC159');
  return diagnostics.filter((one) => {
    if (failed && one.severity === 'info') return false;
    if (rolesUnknown && aboutRoles.has(one.code)) return false;
    if (!grantsMatter && aboutGrants.has(one.code)) return false;
    return one.code !== 'PGC280' || !ungranted.some(({ span }) => span?.file === one.span?.file && span?.start === one.span?.start);
  });
}
