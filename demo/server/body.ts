import { parse } from './pyjson.js';
import { detail } from './refusal.js';

/** DRF's parsers: JSON and the two form types. No body at all is an empty object, whatever its content type. */
export async function parseBody(request: Request): Promise<unknown> {
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length === 0) return {};
  const contentType = request.headers.get('content-type') ?? '';
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/json') return readJson(bytes);
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(bytes.toString()));
  if (type === 'multipart/form-data') return readMultipart(bytes, contentType);
  throw detail(415, `Unsupported media type "${contentType}" in request.`);
}

function readJson(bytes: Buffer): unknown {
  const flaw = utf8Flaw(bytes);
  if (flaw) throw detail(400, `JSON parse error - ${flaw}`);
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    return parseSlowly(text);
  }
}

/** Only for text that `JSON.parse` refuses: finds Python's words for what is wrong with it. */
function parseSlowly(text: string): unknown {
  try {
    return parse(text, { strict: true });
  } catch (error) {
    throw detail(400, `JSON parse error - ${(error as Error).message}`);
  }
}

async function readMultipart(bytes: Buffer, contentType: string): Promise<unknown> {
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
    return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
  } catch {
    throw detail(400, 'Multipart form parse error - Invalid boundary in multipart: None');
  }
}

/** Python's `UnicodeDecodeError` for the first byte that is not UTF-8. */
function utf8Flaw(bytes: Buffer): string | null {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at]!;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    const problem = (text: string) =>
      `'utf-8' codec can't decode byte 0x${lead.toString(16).padStart(2, '0')} in position ${at}: ${text}`;
    if (length === 0) return problem('invalid start byte');
    for (let next = 1; next < length; next++) {
      const byte = bytes[at + next];
      if (byte === undefined) return problem('unexpected end of data');
      const low = next > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
      const high = next > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
      if (byte < low || byte > high) return problem('invalid continuation byte');
    }
    at += length;
  }
  return null;
}
