/** Codes of what does not fit the form of the spec. */
export const specCodes = { unknownKey: 'PGC042', wrongKind: 'PGC043', notAllowed: 'PGC044' } as const;
