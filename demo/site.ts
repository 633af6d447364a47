/**
 * The demo site: the shop's pages, the drawer, the documentation and the built script, as one listener for `node:http`. Every path that can be
 * asked for is named in `locate()` or a page of the documentation; nothing else of the checkout can be reached.
 */
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getMimeType } from 'hono/utils/mime';
import { docsPage, folders, policy } from './docs/docs.js';

export interface SiteOptions {
  /** The backend's address as the browser has to write it; asked for with the host name that the page was asked under. */
  apiBase: (hostname: string) => string;
  /** The folder of the built script, or `false` where it is not served. */
  distDir: string | false;
  /** A last change to a page before it is sent. */
  transform?: (html: string, url: string) => string | Promise<string>;
  /** Is asked for what the site does not have, before the shop's own "not found" page is shown. */
  fallback?: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
}

const demoDir = fileURLToPath(new URL('.', import.meta.url));
const shopDir = join(demoDir, 'shop');
export const defaultDistDir = fileURLToPath(new URL('../dist', import.meta.url));

const besideTheShop: Record<string, string> = {
  '/inline': 'inline.html',
  '/drawer.js': 'drawer.js',
  '/drawer.css': 'drawer.css',
  '/docs/preview': 'docs/assets/preview.html',
};

export function createSite(options: SiteOptions): RequestListener {
  const page = async (request: IncomingMessage, file: string) => {
    const source = await readFile(file, 'utf8');
    const apiBase = escapeAttribute(options.apiBase(hostnameOf(request)));
    return source.replaceAll('__API_BASE__', () => apiBase);
  };

  const sendPage = async (
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
    url: string,
    html: string,
  ) => {
    // A page that the dev server changes has scripts in it that no policy foresaw.
    if (status === 200 && isDocs(url) && !options.transform) {
      response.setHeader('Content-Security-Policy', policy(options.apiBase(hostnameOf(request))));
    }
    const body = options.transform ? await options.transform(html, url) : html;
    return send(request, response, status, 'text/html; charset=utf-8', body);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse, url: string, file?: string) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(request, response, 405, 'text/plain; charset=utf-8', 'Only GET and HEAD are answered here.\n');
    }

    const docs =
      !file && isDocs(url)
        ? await docsPage(pathOf(url) ?? '', options.apiBase(hostnameOf(request)), options.distDir)
        : undefined;
    if (docs) return sendPage(request, response, 200, url, docs);

    const found = file ?? join(shopDir, '404.html');
    const status = file ? 200 : 404;
    if (found.endsWith('.html')) {
      return sendPage(request, response, status, url, await page(request, found));
    }
    const type = getMimeType(found) ?? 'text/plain; charset=utf-8';
    return send(request, response, status, type, await readFile(found));
  };

  return async (request, response) => {
    const url = request.url ?? '/';
    const give = (file?: string) =>
      answer(request, response, url, file).catch((error: unknown) => {
        console.error('The demo site could not answer %s: %s', url, error);
        if (response.headersSent) response.destroy();
        else send(request, response, 500, 'text/plain; charset=utf-8', 'Something went wrong here.\n');
      });

    const file = await existing(locate(url, options.distDir));
    if (!file && options.fallback && !isDocs(url)) options.fallback(request, response, () => give());
    else give(file);
  };
}

/** The file that a URL means, or nothing where it means none. The file need not exist. */
function locate(url: string, distDir: string | false): string | undefined {
  const path = pathOf(url);
  if (path === undefined || /[\0\\]|\/\./.test(path)) return undefined;
  if (Object.hasOwn(besideTheShop, path)) return join(demoDir, besideTheShop[path]!);
  if (path.startsWith('/dist/')) return distDir ? inside(distDir, path.slice('/dist'.length)) : undefined;
  for (const [prefix, folder] of Object.entries(folders))
    if (path.startsWith(prefix)) return inside(folder, path.slice(prefix.length - 1));
  if (path === '/') return join(shopDir, 'index.html');
  const named = /\.\w+$/.test(path) ? path : `${path}.html`;
  return inside(shopDir, named);
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0]!);
  } catch {
    return undefined;
  }
}

function isDocs(url: string): boolean {
  return /^\/docs(?:$|[/?#])/.test(url);
}

function inside(folder: string, path: string): string | undefined {
  const file = join(folder, path);
  return file.startsWith(folder + sep) ? file : undefined;
}

async function existing(file: string | undefined): Promise<string | undefined> {
  if (!file) return undefined;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? file : undefined;
}

function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, body: string | Buffer) {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    // A rebuilt script or an edited page has to show at the next reload.
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function hostnameOf(request: IncomingMessage): string {
  const url = `http://${request.headers.host ?? 'localhost'}`;
  return URL.canParse(url) ? new URL(url).hostname : 'localhost';
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
