declare module '@custom-elements-manifest/analyzer/cli.js' {
  /** The analyzer's command line as a function. */
  export const cli: (options: { argv: string[]; cwd: string; noWrite: boolean }) => Promise<unknown>;
}
