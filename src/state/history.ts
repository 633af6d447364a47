import type { Api, HistoryPage } from '../api/api.js';
import { type ApiError, type ErrorCode, toApiError } from '../api/errors.js';
import type { ChatRecord } from '../api/schemas.js';
import type { Session } from './session.js';

/** A record's key: ids are numbers here and texts there. */
export const keyOf = (record: ChatRecord) => String(record.id);

const toTime = (value: ChatRecord['created_at']): number => {
  const time = typeof value === 'number' ? value : Date.parse(value ?? '');
  return Number.isFinite(time) ? time : Number.NaN;
};

/** When the server wrote it, in ms; undefined where it does not say it in a form that can be read. */
export const timeOf = (record: ChatRecord): number | undefined => {
  const time = toTime(record.created_at);
  return Number.isNaN(time) ? undefined : time;
};

const compareIds = (a: ChatRecord, b: ChatRecord) => {
  const difference = Number(a.id) - Number(b.id);
  return Number.isNaN(difference) ? 0 : difference;
};

/** The server's order: by time, then by id; what says neither stays where the server put it. */
export const compareRecords = (a: ChatRecord, b: ChatRecord) => {
  const difference = toTime(a.created_at) - toTime(b.created_at);
  return Number.isNaN(difference) || difference === 0 ? compareIds(a, b) : difference;
};

/** Whether `record` was written after the one with the id `mark`; `''` is before everything. */
export const isAfter = (record: ChatRecord, mark: string, position: (key: string) => number) => {
  if (mark === '') return true;
  const difference = Number(record.id) - Number(mark);
  return Number.isNaN(difference) ? position(keyOf(record)) > position(mark) : difference > 0;
};

/** Pages that are followed at most where the newest ones come last and cannot be asked for. */
const MAX_PAGES = 20;

/** Pages that are read to reach what is known already; beyond that a gap is admitted. */
const MAX_GAP_PAGES = 5;

export interface Loaded {
  records: ChatRecord[];
  /** Another page of older records can be asked for. */
  more: boolean;
  /** Between these and what was known before, messages may be missing. */
  gap?: boolean;
}

export type History = ReturnType<typeof createHistory>;

/** Reads the previous messages: all at once, or page by page from the newest on. */
export const createHistory = (api: Api, session: Session) => {
  let older: string | undefined;
  let controller = new AbortController();
  /** A backend without a history: the chat works all the same. */
  let missing = false;

  const read = async (query?: string): Promise<HistoryPage> => {
    try {
      return await session.run(() => api.history(query, controller.signal));
    } catch (error) {
      if ((error as ApiError).code === 'not-found' && !query) missing = true;
      throw error;
    }
  };

  /** The query of the page with the newest records, where the paginator begins with the oldest. */
  const lastPage = (next: string, count: number, size: number): string | undefined => {
    const query = new URLSearchParams(next);
    if (query.has('page')) query.set('page', String(Math.ceil(count / size)));
    else if (query.has('offset')) query.set('offset', String(Math.max(0, count - size)));
    else return undefined;
    return `?${query}`;
  };

  /** The query of the page before, towards the first. */
  const pageBefore = (at: string, size: number): string | undefined => {
    const query = new URLSearchParams(at);
    const name = query.has('page') ? 'page' : 'offset';
    const value = Number(query.get(name));
    if (name === 'page' ? value <= 1 : value <= 0) return undefined;
    query.set(name, String(name === 'page' ? value - 1 : Math.max(0, value - size)));
    return `?${query}`;
  };

  let size = 0;
  let ascending = false;

  const first = async (): Promise<Loaded> => {
    const page = await read();
    const { records, next, count } = page;
    const [top] = records;
    const last = records.at(-1);
    ascending = !!top && !!last && compareRecords(top, last) < 0;
    size = records.length + page.skipped;
    if (!next || !ascending) {
      older = next;
      return { records, more: !!older };
    }
    const query = count ? lastPage(next, count, size) : undefined;
    if (query) {
      const tail = await read(query);
      older = pageBefore(query, size);
      return { records: tail.records, more: !!older };
    }
    // A cursor that begins with the oldest: there is no way but through.
    const all = [...records];
    let link: string | undefined = next;
    for (let pages = 1; link && pages < MAX_PAGES; pages++) {
      const more: HistoryPage = await read(link);
      all.push(...more.records);
      link = more.next;
    }
    older = undefined;
    return { records: all, more: false };
  };

  const before = async (): Promise<Loaded> => {
    if (!older) return { records: [], more: false };
    const page = await read(older);
    older = ascending ? pageBefore(older, size) : page.next;
    return { records: page.records, more: !!older };
  };

  return {
    get missing() {
      return missing;
    },

    /** The newest records; `known` tells which ones are here already, so that what lies between is read too. */
    async newest(known?: (key: string) => boolean): Promise<Loaded> {
      const resume = older;
      const { records, more } = await first();
      if (!known) return { records, more };
      const joins = () => records.some(record => known(keyOf(record)));
      for (let pages = 0; older && !joins() && pages < MAX_GAP_PAGES; pages++)
        records.push(...(await before()).records);
      const gap = !joins() && records.length > 0 && !!older;
      older = resume;
      return { records, more: !!older, gap };
    },

    /** The page before the oldest one that was read. */
    before,

    /** A request under way would keep the page out of Firefox's back/forward cache. */
    abort() {
      controller.abort();
      controller = new AbortController();
    },

    codeOf: (error: unknown): ErrorCode => toApiError(error).code,
  };
};
