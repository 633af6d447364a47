/** The example projects, installed from the packed tarball, each with the whole journey. The plain one every time, all of them with FULL. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { build, type Example, install, pack } from '../examples/install.js';
import type { Locator, Page } from './driver.js';
import { ada, replyTo, type Server } from './support/backend.js';
import {
  button,
  field,
  fill,
  inside,
  launcher,
  loginForm,
  message,
  messageField,
  panel,
  profileForm,
  registrationForm,
  reply,
  say,
} from './support/parts.js';
import { inEngines } from './support/stage.js';

const full = process.env['FULL'] === '1';
const python = ['/usr/bin/python3', 'python3'].find(file => spawnSync(file, ['-c', 'import django']).status === 0);
const noDjango = !python && 'Django is not installed: on Debian, apt-get install python3-django';

/** Registers, sends, reads the reply, edits the profile and logs out. `scope` is the panel, where there is one. */
const journey = async (page: Page, person: typeof ada, scope?: Locator, server = 'Support') => {
  await page.click(inside(button('Create an account'), scope));
  const form = inside(registrationForm, scope);
  await fill(page, inside(field('Username'), form), person.username);
  await fill(page, inside(field('Email'), form), person.email);
  await fill(page, inside(field('Password'), form), person.password);
  await fill(page, inside(field('Repeat password'), form), person.password);
  await page.keys('Enter');
  await say(page, 'Is it in stock?', scope);
  const answer = replyTo(person, 'Is it in stock?');
  await page.waitFor(server === 'Support' ? reply(answer, scope) : message(server, answer, scope));
  if (scope) await page.click(inside(button('Profile'), scope));
  await fill(page, inside(field('First name'), inside(profileForm, scope)), 'Ada');
  await page.click(inside(button('Save'), inside(profileForm, scope)));
  await page.waitFor(inside({ role: 'status', text: 'Saved: First name' }, scope));
  await page.click(inside(button('Log out'), scope));
  await page.waitFor(inside(loginForm, scope));
  await page.waitGone(inside(messageField, scope));
};

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

inEngines(
  'the examples',
  stage => {
    let backend: Server;
    let program: ChildProcess | undefined;

    before(async () => {
      pack();
      backend = await stage.backend();
    });
    after(() => program?.kill());

    const person = (name: Example) => ({ ...ada, username: `ada_${name}`, email: `ada@${name}.example.com` });
    const ends = async (page: Page) => {
      assert.deepEqual(await page.errors(), []);
      assert.deepEqual(await page.console(), []);
      await page.close();
    };

    it('plain HTML', async () => {
      const folder = install('plain');
      const file = (name: string) => readFileSync(join(folder, name), 'utf8');
      const host = await stage.site(
        { '/': file('index.html').replace('http://localhost:8000', backend.url) },
        { folders: { '/': folder } },
      );
      const page = await stage.visit(host.url());
      await page.click(button('Ask us'));
      await journey(page, person('plain'), panel);
      await page.waitFor({ role: 'status', text: 'Welcome, ada_plain.' });
      await page.keys('Escape');
      await page.waitFor(launcher);
      await ends(page);
    });

    for (const name of ['react', 'vue'] as const) {
      it(`${name}, type-checked and built`, { skip: !full && 'only with FULL=1' }, async () => {
        const folder = build(name, backend.url);
        const index = readFileSync(join(folder, 'index.html'), 'utf8');
        const host = await stage.site({ '/': index }, { folders: { '/': folder } });
        const page = await stage.visit(host.url());
        await page.waitFor({ role: 'status', text: 'Logged in: nobody. Replies: 0.' });
        await journey(page, person(name), undefined, 'Workshop');
        await page.waitFor({ role: 'status', text: 'Logged in: nobody. Replies: 1.' });
        await ends(page);
      });
    }

    it('a Django template', { skip: noDjango || (!full && 'only with FULL=1') }, async () => {
      const folder = install('django');
      const address = `localhost:${await freePort()}`;
      program = spawn(python!, ['-B', 'manage.py', 'runserver', '--noreload', address], {
        cwd: folder,
        env: { ...process.env, CHAT_URL: backend.url, PYTHONUNBUFFERED: '1' },
      });
      await new Promise<void>((resolve, reject) => {
        let text = '';
        const read = (chunk: Buffer) => {
          text += chunk;
          if (text.includes('Quit the server')) resolve();
        };
        program!.stdout!.on('data', read);
        program!.stderr!.on('data', read);
        program!.once('exit', () => reject(new Error(`Django ended early:\n${text}`)));
      });
      const page = await stage.visit(`http://${address}/`);
      await page.click(button('Ask us'));
      await journey(page, person('django'), panel);
      await ends(page);
    });
  },
  { minutes: full ? 10 : 4 },
);
