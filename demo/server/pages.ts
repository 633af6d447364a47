import type { Site } from './site.js';

/** The pages Django serves outside the API: clients meet HTML where they expect JSON. */
const page = (title: string, text: string) =>
  `\n<!doctype html>\n<html lang="en">\n<head>\n  <title>${title}</title>\n</head>\n<body>\n  <h1>${title}</h1><p>${text}</p>\n</body>\n</html>\n`;

const html = (status: number, body: string, vary?: string) =>
  new Response(body, { status, headers: { 'content-type': 'text/html', ...(vary && { vary }) } });

export const notFound = () => html(404, page('Not Found', 'The requested resource was not found on this server.'));

export const tooLarge = () => html(413, page('Request Entity Too Large', ''));

/** Says nothing about the cause to the client; the log gets the kind of error, never its values. */
export function serverError(site: Site, error: unknown): Response {
  const { name, code } = error as { name?: string; code?: string };
  const at =
    error instanceof Error
      ? error.stack
          ?.split('\n')
          .find(line => line.includes('    at '))
          ?.trim()
      : undefined;
  site.log.error({ event: 'error', name, code, at: at?.replace(/\(.*\//, '(') });
  return html(500, page('Server Error (500)', ''), 'Cookie');
}

export const redirect = (location: string) =>
  new Response(null, { status: 301, headers: { location, 'content-type': 'text/html; charset=utf-8' } });

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What a browser that asks for HTML gets: DRF's browsable API, reduced to its data. */
export const browsable = (title: string, json: string) =>
  `<!DOCTYPE html>\n<html>\n<head><title>${title} – Django REST framework</title></head>\n<body>\n<h1>${title}</h1>\n<pre>${json.replace(/[&<>"]/g, char => ENTITIES[char]!)}</pre>\n</body>\n</html>\n`;
