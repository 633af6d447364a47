import type { Answer, Call, View } from './drf.js';
import { detail } from './refusal.js';

/** The previous messages, oldest first. */
async function list(call: Call): Promise<Answer> {
  const { site, url } = call;
  const { pageSize, historyLagMs: lagMs } = site.settings;
  const [where, values] = scope(call);
  if (pageSize === null) return { status: 200, body: await site.chats.select(where, values, { lagMs }) };

  // DRF's PageNumberPagination: https://www.django-rest-framework.org/api-guide/pagination/
  const count = await site.chats.count(where, values, lagMs);
  const last = Math.max(1, Math.ceil(count / pageSize));
  const given = url.searchParams.get('page') ?? '1';
  const page = given === 'last' ? last : /^\d+$/.test(given) ? Number(given) : 0;
  if (page < 1 || page > last) throw detail(404, 'Invalid page.');
  const offset = (page - 1) * pageSize;
  const results = await site.chats.select(where, values, { lagMs, offset, limit: pageSize });
  const link = (number: number) => {
    const target = new URL(url);
    if (number === 1) target.searchParams.delete('page');
    else target.searchParams.set('page', String(number));
    return target.href;
  };
  const next = page < last ? link(page + 1) : null;
  const previous = page > 1 ? link(page - 1) : null;
  return { status: 200, body: { count, next, previous, results } };
}

/** Shared rooms are open to whoever knows their number, here as on the socket. */
function scope({ site, user, url }: Call): [string, unknown[]] {
  if (site.settings.rooms === 'private') return site.chats.own(user!);
  const room = url.searchParams.get('room');
  return room === null ? site.chats.joined(user!) : site.chats.inRoom(room.replaceAll('\0', ''));
}

export const historyView: View = {
  name: 'Get Chats',
  description: '',
  allow: 'GET, HEAD, OPTIONS',
  loggedIn: true,
  methods: { GET: list },
};
