/** `npm run dev`: the same shop and backend, with the script straight from its sources and a reload at every change. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createServer } from 'vite';
import { type Running, run, startDemo } from './run.js';
import { createSite } from './site.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const demoDir = fileURLToPath(new URL('.', import.meta.url));

export function dev(env: NodeJS.ProcessEnv): Promise<Running> {
  return startDemo(env, async (apiBase, server) => {
    const vite = await createServer({
      root,
      configFile: false,
      appType: 'custom',
      // The shop's own script is none of Vite's, so it must not look ahead for it.
      server: { middlewareMode: { server }, preTransformRequests: false },
      optimizeDeps: { entries: ['src/script.ts'] },
      define: { 'process.env.NODE_ENV': JSON.stringify('development') },
    });

    // The shop's own files are no modules of Vite's; a change in one reloads the page all the same.
    vite.watcher.on('change', file => {
      if (file.startsWith(demoDir) && !file.endsWith('.ts')) vite.ws.send({ type: 'full-reload' });
    });

    const listener = createSite({
      apiBase,
      distDir: false,
      transform: (html, url) => vite.transformIndexHtml(url, useSources(html)),
      fallback: vite.middlewares,
    });
    return { listener, close: () => vite.close() };
  });
}

/** The tag of the built script becomes the tag of its source, those of languages too; what is said in `data-*` stays. */
function useSources(html: string): string {
  return html.replace('src="/dist/sc-chat.js"', 'type="module" src="/src/script.ts"').replace(
    /<script async src="\/dist\/locales\/(\w+)\.js"><\/script>/g,
    (_, tag: string) => `<script type="module">
        import strings from '/src/i18n/${tag}.ts';
        ((globalThis[Symbol.for('sc-chat')] ??= {}).locales ??= {}).${tag} = strings;
      </script>`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run(() => dev(process.env));
