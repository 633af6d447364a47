import type { Api, HistoryPage } from '../api/api.js';
import type { ChatRecord } from '../api/schemas.js';
import type { Session } from './session.js';

const toTime = ({ created_at: time }: ChatRecord) => (typeof time === 'number' ? time : Date.parse(time ?? ''));

/** The last moment that a `Date` can hold. */
const MAX_TIME = 8.64e15;

/** When the server wrote it, in ms; undefined where it does not say it in a form that can be read. */
export const timeOf = (record: ChatRecord): number | undefined => {
  const time = toTime(record);
  return Math.abs(time) <= MAX_TIME ? time : undefined;
};

/** The server's order: by time, then by id; what says neither stays where the server put it. */
export const compareRecords = (a: ChatRecord, b: ChatRecord) =>
  toTime(a) - toTime(b) || Number(a.id) - Number(b.id) || 0;

/** Pages that are followed at most where the newest ones come last and cannot be asked for. */
const MAX_PAGES = 20;

/** Pages that are read to reach what is known already; beyond that a gap is admitted. */
const MAX_GAP_PAGES = 5;

export interface Loaded {
  records: ChatRecord[];
  /** Between these and what was known before, messages may be missing. */
  gap?: boolean;
}

export type History = ReturnType<typeof createHistory>;

/** Reads the previous messages: all at once, or page by page from the newest on. */
export const createHistory = (api: Api, session: Session) => {
  /** The query of the page before the oldest one that was read. */
  let older: string | undefined;
  let size = 0;
  let ascending = false;
  let controller = new AbortController();

  const read = (query?: string): Promise<HistoryPage> => session.run(() => api.history(query, controller.signal));

  /**
   * The query of the page before this one, or before the end of `count` records, where the paginator begins with the
   * oldest; undefined where it is the first, and in a cursor, which cannot be counted back.
   */
  const pageBefore = (query: string, count?: number): string | undefined => {
    const params = new URLSearchParams(query);
    const paged = params.has('page');
    const [name, first, step] = paged ? (['page', 1, 1] as const) : (['offset', 0, size] as const);
    const end = count && paged ? Math.ceil(count / size) + 1 : count;
    const at = end ?? Number(params.get(name));
    if (!params.has(name) || at <= first) return undefined;
    params.set(name, String(Math.max(first, at - step)));
    return `?${params}`;
  };

  const before = async (): Promise<Loaded> => {
    if (!older) return { records: [] };
    const { records, next } = await read(older);
    older = ascending ? pageBefore(older) : next;
    return { records };
  };

  const first = async (): Promise<ChatRecord[]> => {
    const { records, skipped, next, count } = await read();
    size = records.length + skipped;
    ascending = records.length > 1 && compareRecords(records[0]!, records.at(-1)!) < 0;
    older = next;
    if (!next || !ascending) return records;
    older = count ? pageBefore(next, count) : undefined;
    if (older) return (await before()).records;
    // A cursor that begins with the oldest: there is no way but through.
    let link: string | undefined = next;
    for (let pages = 1; link && pages < MAX_PAGES; pages++) {
      const page: HistoryPage = await read(link);
      records.push(...page.records);
      link = page.next;
    }
    return records;
  };

  return {
    /** Another page of older records can be asked for. */
    get more() {
      return !!older;
    },

    /** The newest records; `known` tells which ones are here already, so that what lies between is read too. */
    async newest(known?: (key: string) => boolean): Promise<Loaded> {
      const resume = older;
      const records = await first();
      if (!known) return { records };
      const joins = () => records.some(({ id }) => known(id));
      for (let pages = 0; older && !joins() && pages < MAX_GAP_PAGES; pages++)
        records.push(...(await before()).records);
      const gap = !!older && !joins();
      older = resume;
      return { records, gap };
    },

    /** The page before the oldest one that was read. */
    before,

    /** A request under way would keep the page out of Firefox's back/forward cache. */
    abort() {
      controller.abort();
      controller = new AbortController();
    },
  };
};
