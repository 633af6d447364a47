import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectorSource } from './driver/collector.js';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.map': 'application/json',
};

/** A page by its HTML, a file by text or bytes with headers, or a handler. */
export type Content =
  | string
  | { body: string | Uint8Array; type?: string; status?: number; headers?: Record<string, string> }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface Host {
  origin: string;
  url(path?: string): string;
  /** Every request so far, as 'GET /path'. */
  requests: string[];
  /** Changes what a path answers. */
  set(path: string, content: Content): void;
  close(): Promise<void>;
}

export interface HostOptions {
  /** Sent with every page and file, e.g. a Content-Security-Policy. */
  headers?: Record<string, string>;
  /** Folders served under a prefix; `/dist/` is there anyway. */
  folders?: Record<string, string>;
  port?: number;
  /** `localhost` and `127.0.0.1` are two sites to a browser. */
  hostname?: 'localhost' | '127.0.0.1';
}

/** A host page's web site on loopback: one origin a call. */
export async function serve(content: Record<string, Content>, options: HostOptions = {}): Promise<Host> {
  const files = new Map(Object.entries(content));
  const folders = { '/dist/': dist, ...options.folders };
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    if (path !== '/favicon.ico') requests.push(`${request.method} ${request.url}`);
    const headers = { 'cache-control': 'no-cache', ...options.headers };
    const found = files.get(path);
    if (typeof found === 'function') return found(request, response);
    if (found !== undefined) {
      const file = typeof found === 'string' ? { body: found } : found;
      const type = ('type' in file && file.type) || types[extname(path)] || types['.html']!;
      const own = 'headers' in file ? file.headers : {};
      response.writeHead(('status' in file && file.status) || 200, { 'content-type': type, ...headers, ...own });
      return response.end(file.body);
    }
    if (path === '/e2e-collector.js') return send(200, 'text/javascript', collectorSource);
    // Firefox and WebKit ask for it on their own.
    if (path === '/favicon.ico') return send(204, 'image/x-icon', '');
    for (const [prefix, folder] of Object.entries(folders)) {
      if (!path.startsWith(prefix)) continue;
      const file = join(folder, normalize(`/${decodeURIComponent(path.slice(prefix.length))}`));
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes) return send(200, types[extname(file)] ?? 'application/octet-stream', bytes);
    }
    return send(404, 'text/plain', 'Not found');

    function send(status: number, type: string, body: string | Uint8Array): void {
      // Other origins may take the script with integrity, as from a real CDN.
      response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*', ...headers });
      response.end(body);
    }
  });
  const hostname = options.hostname ?? 'localhost';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  const origin = `http://${hostname}:${port}`;
  return {
    origin,
    url: (path = '/') => origin + path,
    requests,
    set: (path, value) => void files.set(path, value),
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

export interface PageParts {
  head?: string;
  body?: string;
  lang?: string;
  /** Under a strict policy the error collector comes as a file of the page's own origin. */
  strict?: boolean;
}

/** A complete page whose first script collects the errors. */
export function page({ head = '', body = '', lang = 'en', strict = false }: PageParts = {}): string {
  const collector = strict ? '<script src="/e2e-collector.js"></script>' : `<script>${collectorSource}</script>`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
${collector}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Host page</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;
}
