import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, routes } from './app.js';
import { allowOrigin } from './cors.js';
import { tooLarge } from './pages.js';
import type { Site } from './site.js';

/** Joins Node's server to the app's `fetch`. */
export async function answer(app: App, site: Site, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const begin = performance.now();
  const response = await respond(app, site, req);
  res.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') res.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length) res.setHeader('set-cookie', cookies);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (req.method !== 'HEAD' && response.status !== 204) res.setHeader('content-length', bytes.length);
  res.end(bytes);
  site.log.info({
    method: req.method,
    path: shown(req.url ?? ''),
    status: response.status,
    ms: Math.round(performance.now() - begin),
  });
}

async function respond(app: App, site: Site, req: IncomingMessage): Promise<Response> {
  const body = await readBody(req, site.settings.bodyLimit);
  // Not `new URL(path, base)`: a path that starts with two slashes would be taken for a host.
  const address = `http://${req.headers.host ?? 'localhost'}${req.url}`;
  if (!URL.canParse(address))
    return new Response('<h1>Bad Request (400)</h1>', { status: 400, headers: { 'content-type': 'text/html' } });
  const headers = new Headers();
  for (let at = 0; at < req.rawHeaders.length; at += 2) headers.append(req.rawHeaders[at]!, req.rawHeaders[at + 1]!);
  const method = req.method ?? 'GET';
  // The one method that a Request cannot carry.
  if (method === 'TRACE') return new Response(null, { status: 405 });
  const hasBody = body !== null && body.length > 0 && method !== 'GET' && method !== 'HEAD';
  const request = new Request(address, { method, headers, ...(hasBody && { body: new Uint8Array(body) }) });
  if (body === null) {
    // Through the app's own origin rule, so that the page can read the status.
    const response = tooLarge();
    allowOrigin(response, request, site.settings.origins);
    return response;
  }
  return app.fetch(request, { address: req.socket.remoteAddress ?? '' });
}

/** The whole body, or null when it is longer than allowed; then the rest is read and dropped, so that the answer arrives. */
async function readBody(req: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : null;
}

/** Only paths of ours are logged: anything else could carry whatever somebody typed. */
function shown(url: string): string {
  const path = url.split('?')[0]!;
  return Object.hasOwn(routes, path) || Object.hasOwn(routes, `${path}/`) || path === '/auth/token/refresh/'
    ? path
    : '(other)';
}
