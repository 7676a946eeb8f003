/** Rows; one more is asked for to know whether a page follows, and GraphQL's Int ends at 2^31 - 1. */
export const mostRows = 2_147_483_646;

/** A claim's name stands in generated code and templates: `custom:tenant`, `https://example.com/tenant`. */
export const claimName = /^[A-Za-z0-9_][A-Za-z0-9_:/.-]{0,127}$/u;

export const mostClaims = 20;

export const accountNumber = /^\d{12}$/u;

export const engines = ['js', 'vtl'] as const;
export const postgresMajors = [17, 18] as const;
export const credentialModes = ['user', 'role'] as const;
