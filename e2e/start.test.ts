import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Locator } from './driver.js';
import { ada, replyTo } from './support/backend.js';
import {
  button,
  field,
  fill,
  inside,
  launcher,
  logIn,
  loginForm,
  messageField,
  own,
  profileForm,
  registrationForm,
  reply,
  say,
} from './support/parts.js';
import { inEngines } from './support/stage.js';

const root = fileURLToPath(new URL('..', import.meta.url));

inEngines(
  'npm start',
  stage => {
    let folder: string;
    let program: ChildProcess;
    let shop: string;
    let ended: Promise<number | null>;

    before(async () => {
      folder = await mkdtemp(path(tmpdir(), 'start-'));
      program = spawn(process.execPath, ['--import', 'tsx', 'demo/start.ts'], {
        cwd: root,
        env: { PATH: process.env['PATH'], PORT: '0', API_PORT: '0', DATA_DIR: path(folder, 'data') },
      });
      ended = new Promise(done => program.once('exit', done));
      shop = await new Promise((resolve, reject) => {
        let text = '';
        const read = (chunk: Buffer) => {
          text += chunk;
          const found = /Shop +(http:\/\/\S+)/.exec(text)?.[1];
          if (found && text.includes('Ctrl-C')) resolve(found);
        };
        program.stdout!.on('data', read);
        program.stderr!.on('data', read);
        program.once('exit', () => reject(new Error(`It ended early:\n${text}`)));
      });
    });
    after(async () => {
      program?.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    });

    it('serves a shop with the launcher, in which one registers and chats', async () => {
      const page = await stage.visit(shop);
      await page.click(launcher);
      const panel: Locator = { role: 'dialog' };
      await page.click(inside(button('Create an account'), panel));
      const form = inside(registrationForm, panel);
      await fill(page, inside(field('Username'), form), ada.username);
      await fill(page, inside(field('Email'), form), ada.email);
      await fill(page, inside(field('Password'), form), ada.password);
      await fill(page, inside(field('Repeat password'), form), ada.password);
      await page.keys('Enter');
      await say(page, 'Is the harbour lamp in stock?', panel);
      await page.waitFor(reply(replyTo(ada, 'Is the harbour lamp in stock?'), panel));
      await page.close();
    });

    it('serves a page with the elements inline', async () => {
      const page = await stage.visit(`${shop}/inline`);
      // The session of the shop is that of this page.
      await page.waitFor(own('Is the harbour lamp in stock?'));
      await page.waitFor(profileForm);
      assert.equal(await page.find(launcher), undefined);
      await say(page, 'And in green?');
      await page.waitFor(reply(replyTo(ada, 'And in green?')));
      await page.click(button('Log out'));
      await page.waitGone(messageField);
      await page.waitFor(loginForm);
      await logIn(page, ada);
      await page.waitFor(own('And in green?'));
      await page.close();
    });

    it('stops cleanly', async () => {
      program.kill('SIGINT');
      assert.equal(await ended, 0);
      await assert.rejects(fetch(shop));
    });
  },
  { only: ['chromium'] },
);
