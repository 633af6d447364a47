import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createVault } from './storage.js';
import { createStorage } from './testing/world.js';

const text = { encode: (value: string) => value, decode: (value: string) => value };
let count = 0;
const scope = () => `http://x${count++}.example`;
const areas = () => ({ localStorage: createStorage(), sessionStorage: createStorage() });
/** A window that can fire storage events. */
const createView = () => Object.assign(new EventTarget(), areas());
const storageEvent = (key: string | null, newValue: string | null = null) =>
  Object.assign(new Event('storage'), { key, newValue });

describe('the storage', () => {
  test('keeps under keys that carry the backend and nothing else', () => {
    const view = areas();
    createVault('http://chat.example', 'local', view).set('room:7', '42');
    assert.deepEqual([view.localStorage.key(0), view.localStorage.length], ['sc-chat:http://chat.example:room:7', 1]);
  });

  test('rows 68 and 69: a full storage loses nothing for this page, and is told once', () => {
    const view = areas();
    view.localStorage.setItem = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    let told = 0;
    const vault = createVault(scope(), 'local', view, () => told++);
    const $store = vault.atom('session', text);
    $store.set('token');
    vault.set('draft', 'hello');
    assert.equal($store.get(), 'token');
    assert.equal(vault.get('draft'), 'hello');
    assert.equal(told, 1);
  });

  test('what cannot be written leaves nothing older behind', () => {
    const view = areas();
    const vault = createVault('http://chat.example', 'local', view);
    vault.set('box', 'queued');
    view.localStorage.setItem = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    vault.set('box', 'sending');
    assert.equal(view.localStorage.getItem('sc-chat:http://chat.example:box'), null);
    assert.equal(vault.get('box'), 'sending');
  });

  const broken: [string, object][] = [
    [
      'throws',
      {
        get localStorage() {
          throw new DOMException('', 'SecurityError');
        },
      },
    ],
    ['is null', { localStorage: null }],
    ['is missing', {}],
  ];
  for (const [name, view] of broken) {
    test(`rows 70 and 71: localStorage ${name}: everything works in memory`, () => {
      const vault = createVault(scope(), 'local', view as never);
      const $store = vault.atom('session', text);
      $store.set('token');
      assert.equal($store.get(), 'token');
      assert.deepEqual(vault.names(''), ['session']);
    });
  }

  test('memory leaves the storage untouched', () => {
    const view = areas();
    createVault(scope(), 'memory', view).set('draft', 'x');
    assert.equal(view.localStorage.length + view.sessionStorage.length, 0);
  });

  test('row 74: other keys of the page change nothing, and row 34: a forged event injects nothing', () => {
    const view = createView();
    const name = scope();
    const vault = createVault(name, 'local', view);
    view.addEventListener('storage', vault.follow);
    const $store = vault.atom('session', text);
    $store.listen(() => {});
    $store.set('mine');
    view.dispatchEvent(storageEvent('other', 'x'));
    view.dispatchEvent(storageEvent(`sc-chat:${name}:session`, 'forged'));
    assert.equal($store.get(), 'mine');
  });

  test('another window changes it, or clears the storage', () => {
    const view = createView();
    const name = scope();
    const vault = createVault(name, 'local', view);
    view.addEventListener('storage', vault.follow);
    const $store = vault.atom('session', text);
    $store.listen(() => {});
    view.localStorage.setItem(`sc-chat:${name}:session`, 'theirs');
    view.dispatchEvent(storageEvent(`sc-chat:${name}:session`, 'theirs'));
    assert.equal($store.get(), 'theirs');
    view.localStorage.clear();
    view.dispatchEvent(storageEvent(null));
    assert.equal($store.get(), '');
  });

  test('rows 77 and 83: what the storage lost meanwhile is gone at the next look', () => {
    const view = createView();
    const vault = createVault(scope(), 'local', view);
    const $store = vault.atom('session', text);
    $store.listen(() => {});
    $store.set('mine');
    view.localStorage.clear();
    assert.equal($store.get(), 'mine');
    vault.follow();
    assert.equal($store.get(), '');
  });

  test('a session that was not to be kept stays with its tab, also after a reload', () => {
    const view = areas();
    const name = scope();
    const vault = createVault(name, 'local', view);
    vault.mode = 'session';
    vault.set('session', 'token');
    assert.equal(view.localStorage.length, 0);
    assert.equal(createVault(name, 'local', view).mode, 'session');
  });

  test('purge leaves the keys of others', () => {
    const view = areas();
    view.localStorage.setItem('token', 'of the page');
    const vault = createVault(scope(), 'local', view);
    vault.set('draft', 'x');
    vault.purge();
    assert.deepEqual([view.localStorage.length, view.localStorage.key(0)], [1, 'token']);
  });
});
