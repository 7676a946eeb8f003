declare const __PG_COGNITION_VERSION__: string | undefined;
declare const __PG_COGNITION_BUILD__: string | undefined;

/** The package's version; `0.0.0-source` when run from source. */
export const version: string = typeof __PG_COGNITION_VERSION__ === 'string' ? __PG_COGNITION_VERSION__ : '0.0.0-source';

/** Tells apart what different code has kept: a hash over the sources of a build; of a run from source, this process. */
export const build: string = typeof __PG_COGNITION_BUILD__ === 'string' ? __PG_COGNITION_BUILD__ : `${version} ${process.pid} ${performance.timeOrigin}`;
