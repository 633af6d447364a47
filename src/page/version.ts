declare const __SC_VERSION__: string | undefined;

/** Set by the build; the sources alone have none. */
export const version: string = typeof __SC_VERSION__ === 'string' ? __SC_VERSION__ : '0.0.0';
