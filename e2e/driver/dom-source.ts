import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const dom = `document[Symbol.for('e2e-dom')]`;
let source: string | undefined;

/** dom.ts as one expression for the page; it hangs itself on the document, where the host page does not look. */
export function domInstaller(): string {
  source ??= buildSync({
    entryPoints: [fileURLToPath(new URL('./dom.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
  }).outputFiles[0]!.text;
  return `(() => { if (!${dom}) { ${source} } })()`;
}
