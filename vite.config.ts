import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';
import { plainDecorators } from './build/decorators.js';
import { alikeFirst } from './build/order.js';
import { pruneLibraries } from './build/prune.js';
import { shortTemplates } from './build/templates.js';
import { isolateLibraries } from './build/transforms.js';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string };

/** What every build shares; `build/build.ts` adds what differs, `demo/dev.ts` the dev server. */
export default defineConfig(({ command }) => ({
  define: {
    __SC_VERSION__: JSON.stringify(version),
    // nanostores asks for it, and a page has no `process`. The dev server has its own way.
    ...(command === 'build' && { 'process.env.NODE_ENV': '"production"' }),
  },
  build: { target: 'es2022', emptyOutDir: false, copyPublicDir: false, reportCompressedSize: false },
  plugins: [isolateLibraries(), pruneLibraries(), plainDecorators(), alikeFirst(import.meta.dirname), shortTemplates()],
}));
