import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { createServer, type Server } from '../demo/server/server.js';
import { type Content, type Host, page, serve } from '../e2e/hosts.js';

export type Contender = 'sc-chat' | 'sections' | 'window';
export const contenders: readonly Contender[] = ['sc-chat', 'sections', 'window'];

export interface Visitor {
  name: string;
  token: string;
  room: string;
  /** Records in the history. */
  records: number;
}

export interface Site {
  backend: Server;
  /** Somebody with so many records, in a room of their own. */
  visitor(records: number): Promise<Visitor>;
  /** An older script is here to be compared with. */
  before: boolean;
  /** The page with one contender's list in it. */
  listPage(contender: Contender, visitor: Visitor): string;
  /** The page on which a script of `/scripts/` is started by hand. */
  startPage(): string;
  /** Speaks to everybody in the visitor's room, as one whole record. */
  push(visitor: Visitor, text: string): void;
  close(): Promise<void>;
}

/** Other pages may not disturb these: an isolated page has a process and a fine clock of its own. */
const headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const sources = ['probe', 'sections', 'window', 'chat', 'launcher', 'start'];

async function scripts(): Promise<Record<string, Content>> {
  const { outputFiles } = await build({
    entryPoints: sources.map(name => `${import.meta.dirname}/page/${name}.ts`),
    outdir: '/scripts',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path, { body: text, type: 'text/javascript' }]));
}

/** The real backend and one web site for all contenders. `script` is the built one, `before` an older one. */
export async function openSite(script: string, before?: string): Promise<Site> {
  const backend = await createServer({ port: 0, throttle: null, passwordWork: 1, rooms: 'shared' });
  const read = async (path: string) => ({ body: await readFile(path, 'utf8'), type: 'text/javascript' });
  const built = {
    '/scripts/sc-chat.js': await read(script),
    ...(before && { '/scripts/before.js': await read(before) }),
  };
  const host: Host = await serve({ ...(await scripts()), ...built }, { headers });
  const visitors = new Map<number, Promise<Visitor>>();
  let id = 1_000_000;

  async function welcome(records: number): Promise<Visitor> {
    const name = `reader${records}`;
    const response = await fetch(`${backend.url}/registration/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        username: name,
        email: `${name}@example.com`,
        password1: 'quartz-9-marmalade',
        password2: 'quartz-9-marmalade',
      }),
    });
    const { key } = (await response.json()) as { key: string };
    const room = String(records);
    await backend.seed(name, records, room);
    return { name, token: key, room, records };
  }

  const parts = {
    'sc-chat': (room: string) =>
      `<style>sc-chat { width: 400px; height: 640px }</style><sc-chat room="${room}"></sc-chat><script>
        scChat = [sc => sc.identify(visitor.token)];
        document.write('<script src="/scripts/sc-chat.js" data-launcher="off" data-api-base="' + visitor.api + '"></' + 'script>');
      </script><script src="/scripts/chat.js"></script>`,
    sections: () => '<script src="/scripts/sections.js"></script>',
    window: () => '<script src="/scripts/window.js"></script>',
  };

  return {
    backend,
    before: before !== undefined,
    visitor(records) {
      const visitor = visitors.get(records) ?? welcome(records);
      visitors.set(records, visitor);
      return visitor;
    },
    listPage(contender, { name, token, room, records }) {
      const path = `/${contender}-${records}`;
      const setup = { api: backend.url, token, room, user: name };
      const first = `<script src="/scripts/probe.js"></script><script>visitor = ${JSON.stringify(setup)}</script>`;
      host.set(path, page({ body: first + parts[contender](room) }));
      return host.url(path);
    },
    startPage() {
      host.set(
        '/start',
        page({ body: '<script src="/scripts/probe.js"></script><script src="/scripts/start.js"></script>' }),
      );
      return host.url('/start');
    },
    push({ room }, text) {
      const record = {
        id: id++,
        name: 'somebody',
        email: 'somebody@example.com',
        room,
        message: text,
        serverMessage: '',
        created_at: new Date().toISOString(),
      };
      backend.push(room, JSON.stringify(record));
    },
    async close() {
      await host.close();
      await backend.close();
    },
  };
}
