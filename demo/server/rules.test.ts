import assert from 'node:assert/strict';
import { test } from 'node:test';
import { negotiate } from './drf.js';
import { parse } from './pyjson.js';
import { dumps, str } from './pyprint.js';
import { route } from './sockets.js';
import { createThrottle } from './throttle.js';
import { isEmail, passwordProblems, quickRatio } from './validators.js';

test("Python's words for broken JSON", () => {
  const broken: [string, string][] = [
    ['', 'Expecting value: line 1 column 1 (char 0)'],
    ['{"a":1', "Expecting ',' delimiter: line 1 column 7 (char 6)"],
    ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
    ['{a:1}', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
    ['"\\x"', 'Invalid \\escape: line 1 column 2 (char 1)'],
    ['"\n"', 'Invalid control character at: line 1 column 2 (char 1)'],
    ['["a",\n"b', 'Unterminated string starting at: line 2 column 1 (char 6)'],
    ['1 2', 'Extra data: line 1 column 3 (char 2)'],
  ];
  for (const [text, words] of broken) assert.throws(() => parse(text), { message: words }, text);
  assert.throws(() => parse('NaN', { strict: true }), /Out of range float values/);
});

test('str() and json.dumps()', () => {
  const printed = (text: string) => str(parse(text));
  assert.equal(
    printed('{"a":[1,true,null,1.0,1e30,"it\'s","\\n"]}'),
    `{'a': [1, True, None, 1.0, 1e+30, "it's", '\\n']}`,
  );
  assert.equal(printed('12345678901234567890'), '12345678901234567890');
  assert.equal(printed('NaN'), 'nan');
  assert.equal(dumps({ a: ['é', 1, null] }), '{"a": ["\\u00e9", 1, null]}');
});

test("Django's password rules", () => {
  const ada = { username: 'marguerite', first_name: '', last_name: 'Lovelace', email: 'ada@analytical.example' };
  assert.deepEqual(passwordProblems('lovelace1', ada), ['The password is too similar to the last name.']);
  assert.deepEqual(passwordProblems('analytical9', ada), ['The password is too similar to the email address.']);
  assert.deepEqual(passwordProblems('Password1'), ['This password is too common.']);
  assert.deepEqual(passwordProblems('😀😀😀😀😀😀😀'), [
    'This password is too short. It must contain at least 8 characters.',
  ]);
  assert.deepEqual(passwordProblems('quartz-9-marmalade', ada), []);
  assert.equal(quickRatio('abcd', 'bcde'), 0.75);
});

test('e-mail addresses', () => {
  for (const good of [
    'a@b.co',
    'a+b@localhost',
    'a@[127.0.0.1]',
    '"a b"@c.de'.replace(' ', '\\ '),
    'a@bücher.example',
  ]) {
    assert.ok(isEmail(good), good);
  }
  for (const bad of ['a', 'a@b', 'a@-b.co', 'a b@c.de', '@c.de', 'a@c.d-', 'a@b..co']) assert.ok(!isEmail(bad), bad);
});

test('who answers an Accept header', () => {
  assert.equal(negotiate('text/html,application/xhtml+xml,*/*;q=0.8'), 'html');
  assert.equal(negotiate('application/json, text/plain, */*'), 'json');
  assert.throws(() => negotiate('application/xml'));
});

test('the socket path: decoded once, four segments', () => {
  const any = { nameRoute: 'any' as const };
  assert.deepEqual(route('/connection/1/a%252Fb/c%40d.e/?x=1', any), { room: '1', name: 'a%2Fb', email: 'c@d.e' });
  assert.equal(route('/connection/1/a%2Fb/c/', any), null);
  assert.equal(route(`/connection/${'r'.repeat(95)}/a/b/`, any), null);
});

test('the throttle slides', () => {
  let now = 0;
  const throttle = createThrottle({ calls: 2, seconds: 10 }, () => now);
  assert.equal(throttle.hit('a'), null);
  now = 4_000;
  assert.equal(throttle.hit('a'), null);
  assert.equal(throttle.hit('a'), 6);
  assert.equal(throttle.hit('b'), null);
  now = 10_000;
  assert.equal(throttle.hit('a'), null);
});
