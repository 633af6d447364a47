declare module 'uglify-js' {
  /** What it makes of a code; what goes wrong is returned, not thrown. */
  export const minify: (
    code: string,
    options: {
      toplevel: boolean;
      compress: { inline: number; sequences: boolean; varify: boolean };
      output: { ascii_only: boolean };
    },
  ) => { code: string; error?: Error };
}
