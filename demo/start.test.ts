import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exportDocs } from './docs/export.js';
import { addressOf, pages } from './docs/pages.js';
import type { Running } from './run.js';
import { start } from './start.js';

const startFile = fileURLToPath(new URL('start.ts', import.meta.url));
const elsewhere = { PORT: '0', API_BASE: 'https://chat.example.com/api/' };

let folder: string;
let dist: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
  dist = join(folder, 'dist');
  await mkdir(join(dist, 'locales'), { recursive: true });
  await writeFile(join(dist, 'sc-chat.js'), 'window.built = true;\n');
  await writeFile(join(dist, 'sc-chat.js.sri'), 'sha384-x\n');
  await writeFile(join(dist, 'locales', 'de.js'), '');
});

after(() => rm(folder, { recursive: true, force: true }));

describe('the demo site', () => {
  let demo: Running;

  before(async () => {
    demo = await start(elsewhere, dist);
  });
  after(() => demo.close());

  const get = (path: string, init?: RequestInit) => fetch(demo.siteUrl + path, init);

  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/product?lamp=abbey', 'text/html; charset=utf-8'],
    ['/help', 'text/html; charset=utf-8'],
    ['/inline', 'text/html; charset=utf-8'],
    ['/?events', 'text/html; charset=utf-8'],
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/', 'text/html; charset=utf-8'],
    ['/docs/playground', 'text/html; charset=utf-8'],
    ['/docs/preview?sample', 'text/html; charset=utf-8'],
    ['/docs/assets/docs.css', 'text/css; charset=utf-8'],
    ['/docs/assets/docs.js', 'text/javascript; charset=utf-8'],
    ['/docs/images/widget.png', 'image/png'],
    ['/shop.css', 'text/css; charset=utf-8'],
    ['/shop.js', 'text/javascript; charset=utf-8'],
    ['/drawer.js', 'text/javascript; charset=utf-8'],
    ['/drawer.css', 'text/css; charset=utf-8'],
    ['/photos/hero.svg', 'image/svg+xml; charset=utf-8'],
    ['/dist/sc-chat.js', 'text/javascript; charset=utf-8'],
    ['/dist/sc-chat.js.sri', 'text/plain; charset=utf-8'],
    ['/dist/locales/de.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    it(`serves ${path}`, async () => {
      const response = await get(path);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), type);
      assert.equal(response.headers.get('cache-control'), 'no-store');
    });
  }

  it('fills in the address of the backend', async () => {
    for (const path of ['/', '/product', '/help', '/inline']) {
      const html = await (await get(path)).text();
      assert.match(html, /src="\/dist\/sc-chat\.js"\s+data-api-base="https:\/\/chat\.example\.com\/api"/);
      assert.doesNotMatch(html, /__API_BASE__/);
    }
  });

  it('has no link or picture that leads nowhere', async () => {
    const seen = new Set<string>();
    for (const page of ['/', '/product', '/help', '/inline', '/nowhere', '/docs/preview', ...pages.map(addressOf)]) {
      const html = await (await get(page)).text();
      for (const [, path] of html.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
        if (seen.has(path!)) continue;
        seen.add(path!);
        // The languages are built, and only one of them is in the folder of this test.
        if (/^\/dist\/locales\/(?!de)/.test(path!)) continue;
        assert.equal((await get(path!)).status, 200, `${page} leads to ${path}`);
      }
      for (const [, place] of html.matchAll(/href="#([^"]*)"/g))
        assert.ok(html.includes(`id="${place}"`), `${page} leads to #${place}`);
    }
  });

  it('sends the documentation under the policy that it recommends, and nothing inline in it', async () => {
    for (const page of [...pages.map(addressOf), '/docs/preview']) {
      const response = await get(page);
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; script-src 'self';/);
      assert.match(policy, /connect-src https:\/\/chat\.example\.com wss:\/\/chat\.example\.com;/);
      assert.doesNotMatch(policy, /unsafe/);
      const html = await response.text();
      assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+="/);
      assert.doesNotMatch(html, /(?:src|href)="https?:/);
    }
    assert.equal((await get('/')).headers.get('content-security-policy'), null);
  });

  it('has documentation that can be written to files, all of what it links to', async () => {
    const target = join(folder, 'export');
    await exportDocs(target, 'https://chat.example.com', dist);
    for (const page of [...pages.map(addressOf), '/docs/preview']) {
      const html = await readFile(join(target, page, 'index.html'), 'utf8');
      for (const [, path] of html.matchAll(/(?:href|src)="(\/(?:docs|dist)[^"?]*)/g)) {
        if (/^\/dist\/locales\/(?!de)/.test(path!)) continue;
        const file = /\.\w+$/.test(path!) ? path! : `${path}/index.html`;
        assert.ok((await stat(join(target, file))).isFile(), `${page} leads to ${path}`);
      }
      assert.doesNotMatch(html, /__API_BASE__/);
    }
  });

  it('says the integrity value of the script that it serves', async () => {
    assert.match(await (await get('/docs/csp')).text(), /integrity=<span[^>]*>&quot;sha384-x&quot;/);
  });

  it('answers a missing page with a page of its own', async () => {
    const response = await get('/nowhere');
    assert.equal(response.status, 404);
    assert.match(await response.text(), /no page at this address/);
  });

  it('leaves its folders alone: nothing else of the checkout is served', async () => {
    const paths = [
      '/../package.json',
      '/dist/../../package.json',
      '/dist/..%2f..%2fpackage.json',
      '/%2e%2e/start.ts',
      '/..\\start.ts',
      '/start.ts',
      '/server/main.ts',
      '/.git/config',
      '/docs/docs.ts',
      '/docs/pages/install.md',
      '/docs/assets/../docs.ts',
      '/docs/images/../screenshots.ts',
      '/docs/nowhere',
      '/dist',
      '/%00',
      '/%',
      '//etc/passwd',
    ];
    for (const path of paths) assert.equal(await rawStatus(demo.siteUrl, path), 404, path);
  });

  it('takes only GET and HEAD', async () => {
    const head = await get('/', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
    const post = await get('/', { method: 'POST' });
    assert.equal(post.status, 405);
    assert.equal(post.headers.get('allow'), 'GET, HEAD');
  });

  it('starts no backend when API_BASE names one', () => {
    assert.equal(demo.apiUrl, 'https://chat.example.com/api');
    assert.equal(demo.data, undefined);
  });
});

describe('the demo with its backend', () => {
  let demo: Running;

  before(async () => {
    demo = await start({ PORT: '0', API_PORT: '0', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent' }, dist);
  });
  after(() => demo?.close());

  it('points the page at the backend, under the name that the page was asked for', async () => {
    const { port } = new URL(demo.apiUrl);
    const sitePort = new URL(demo.siteUrl).port;
    for (const host of ['localhost', '127.0.0.1']) {
      const html = await (await fetch(`http://${host}:${sitePort}/`)).text();
      assert.ok(html.includes(`data-api-base="http://${host}:${port}"`), host);
    }
  });

  it('has a backend that lets the page in', async () => {
    const origin = demo.siteUrl;
    const response = await fetch(`${demo.apiUrl}/auth/login/`, {
      method: 'POST',
      headers: { Origin: origin, 'Content-Type': 'application/json' },
      body: '{}',
    });
    assert.equal(response.status, 400);
    assert.ok(['*', origin].includes(response.headers.get('access-control-allow-origin')!));
  });

  it('says so when a port is taken, and leaves nothing running', async () => {
    const { port: sitePort } = new URL(demo.siteUrl);
    const { port: apiPort } = new URL(demo.apiUrl);
    await assert.rejects(start({ ...elsewhere, PORT: sitePort }, dist), {
      message: new RegExp(`^PORT: port ${sitePort} is taken`),
    });

    const free = await freePort();
    await assert.rejects(start({ PORT: free, API_PORT: apiPort, DATA_DIR: join(folder, 'second') }, dist), {
      message: new RegExp(`^API_PORT: port ${apiPort} is taken`),
    });
    await assert.rejects(fetch(`http://localhost:${free}/`));
  });
});

describe('what can be wrong at the start', () => {
  const cases: [string, NodeJS.ProcessEnv, RegExp][] = [
    ['a port that is no number', { PORT: 'http' }, /^PORT must be a whole number/],
    ['a port out of range', { PORT: '70000' }, /^PORT must be a whole number/],
    ['an API_BASE without a scheme', { API_BASE: 'chat.example.com' }, /^API_BASE must be a URL/],
    ['an API_BASE of another scheme', { API_BASE: 'javascript:alert(1)' }, /^API_BASE must be a URL/],
    ['a host of another machine', { ...elsewhere, HOST: '192.0.2.1' }, /^HOST: "192\.0\.2\.1" is no address/],
  ];
  for (const [name, env, message] of cases) {
    it(`tells in one line: ${name}`, () => assert.rejects(start(env, dist), { message }));
  }

  it('tells in one line: no built script', () => {
    return assert.rejects(start(elsewhere, join(folder, 'missing')), { message: /npm run build/ });
  });

  it('tells in one line: a file where the data folder should be', async () => {
    const file = join(dist, 'sc-chat.js');
    await assert.rejects(start({ PORT: '0', API_PORT: '0', DATA_DIR: file }, dist), {
      message: /^DATA_DIR: .+ is a file/,
    });
  });
});

describe('the command', () => {
  const command = (env: NodeJS.ProcessEnv) =>
    spawn(process.execPath, ['--import', 'tsx', startFile, '--dist', dist], {
      env: { PATH: process.env['PATH'], ...env },
    });

  it('prints both addresses, and stops cleanly', async () => {
    const env = { PORT: '0', API_PORT: '0', DATA_DIR: join(folder, 'command') };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = command(env);
      const text = await printed(child, /Ctrl-C/);
      const site = /Shop +(http:\/\/localhost:\d+)/.exec(text)?.[1];
      assert.ok(site, text);
      assert.match(text, /Backend +http:\/\/localhost:\d+ /);
      assert.equal((await fetch(site)).status, 200);

      child.kill(signal);
      const [code] = await once(child, 'exit');
      assert.equal(code, 0, signal);
      await assert.rejects(fetch(site));
    }
  });

  it('ends with one line and status 1 when it cannot start', async () => {
    const child = command({ PORT: 'x' });
    let errors = '';
    child.stderr.on('data', chunk => (errors += chunk));
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.equal(errors, 'PORT must be a whole number up to 65535, not "x".\n');
  });
});

function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer) => {
      text += chunk;
      if (pattern.test(text)) resolve(text);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`It ended early:\n${text}`)));
  });
}

/** `fetch` would tidy the path first. */
function rawStatus(base: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, response => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}
