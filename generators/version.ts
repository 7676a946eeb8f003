declare const __PG_COGNITION_VERSION__: string | undefined;

/** The package's version; `0.0.0-source` when run from source. */
export const version: string = typeof __PG_COGNITION_VERSION__ === 'string' ? __PG_COGNITION_VERSION__ : '0.0.0-source';
