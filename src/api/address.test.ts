import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { endpoint, identityOf, isRoom, makeRoom, parseBase, socketUrl } from './address.js';

const base = parseBase('https://chat.example/api', 'https://shop.example/')!;
const user = (username: string, email = 'a@b.c') => ({ pk: 4, username, email });
const segments = (url: string) =>
  new URL(url).pathname.replace('/api/', '').split('/').slice(0, -1).map(decodeURIComponent);

describe('the base address', () => {
  test('keeps a path, drops query and fragment, and always ends with a slash', () => {
    assert.equal(parseBase(' https://x.example/a//b?c#d ', 'https://p.example/')?.href, 'https://x.example/a/b/');
  });
  test('takes ws(s) for the http(s) that it means', () => {
    assert.equal(parseBase('wss://x.example', 'https://p.example/')?.href, 'https://x.example/');
  });
  test('may be relative to the page', () => {
    assert.equal(parseBase('/chat', 'https://p.example/shop/')?.href, 'https://p.example/chat/');
  });
  for (const bad of [
    'javascript:alert(1)',
    'ftp://x.example',
    'https://user:secret@x.example',
    'http://',
    'data:text/html,x',
  ]) {
    test(`refuses ${bad}`, () => assert.equal(parseBase(bad, 'https://p.example/'), undefined));
  }
});

test('row 34: every path ends with a slash and has none doubled', () => {
  assert.equal(endpoint(base, '/auth//login').href, 'https://chat.example/api/auth/login/');
  assert.equal(endpoint(base, 'chats/getChats/', '?page=2').href, 'https://chat.example/api/chats/getChats/?page=2');
});

describe('the socket address', () => {
  test('rows 75 and 80: encodes each segment exactly once', () => {
    const url = socketUrl(base, '42', identityOf(user('Ana María+100%', 'a+b@c.de')));
    assert.equal(url, 'wss://chat.example/api/connection/42/Ana%20Mar%C3%ADa%2B100%25/a%2Bb%40c.de/');
  });
  test('row 76: a slash in a name becomes _', () => assert.equal(identityOf(user('a/b\\c')).name, 'a_b_c'));
  test('row 77: a name of dots gets a _', () => {
    assert.equal(identityOf(user('.')).name, '_.');
    assert.equal(identityOf(user('..')).name, '_..');
  });
  test('row 78: an account without e-mail or name gets a placeholder', () => {
    assert.deepEqual(identityOf({ pk: 4 }), { name: 'user4', email: '4@no-email.invalid' });
  });
  test('row 120: lone surrogates are made well-formed', () => {
    assert.doesNotThrow(() => socketUrl(base, '1', identityOf(user('a\ud800b'))));
  });
  test('row 74: healed for routes that take word characters only', () => {
    assert.equal(identityOf(user('ada.l-x@y'), true).name, 'ada_l_x_y');
    assert.equal(identityOf(user('Renée'.normalize('NFD')), true).name, 'Renée'.normalize('NFC'));
  });
  test('rows 73 to 81: any name and e-mail give four segments that come back as they were sent', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 100 }),
        (name, email) => {
          const identity = identityOf(user(name, email));
          const found = segments(socketUrl(base, '7', identity));
          assert.deepEqual(found, ['connection', '7', identity.name, identity.email]);
        },
      ),
    );
  });
});

describe('the room', () => {
  test('row 81: digits only, no leading zero, at most 15', () => {
    for (const good of ['0', '7', '123456789012345']) assert.ok(isRoom(good), good);
    for (const bad of ['', '007', '../x', '1e3', '1234567890123456', '٣', '-1', ' 1']) assert.ok(!isRoom(bad), bad);
  });
  test('is made up unguessable', () => {
    const rooms = new Set(Array.from({ length: 500 }, makeRoom));
    assert.equal(rooms.size, 500);
    for (const room of rooms) assert.ok(isRoom(room) && room.length === 15, room);
  });
});
