import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { runInNewContext } from 'node:vm';

import { minifyScript } from './minify.js';
import { keptNames, stringNames } from './names.js';

const root = join(import.meta.dirname, '..');

it('keeps the names of browsers, of the wire, of storage, of texts and of the script’s API', () => {
  const kept = new Set(keptNames('0', root));
  for (const name of ['addEventListener', 'preventScroll', 'isWellFormed', 'numberingSystem'])
    assert.ok(kept.has(name), name);
  for (const name of ['first_name', 'serverMessage', 'new_password2', 'tries', 'scheme', 'loggedInAs'])
    assert.ok(kept.has(name), name);
  for (const name of ['whenReady', 'identify', 'purge', 'apiBase', 'passwordReset', 'locales'])
    assert.ok(kept.has(name), name);
  assert.ok(!kept.has('reconcile'));
});

it('keeps what a string or a template names, and no sentence or style', () => {
  const names = stringNames(
    'f({Accept: 1}, "room", "first last", "A whole sentence.", "a{color:red}", x`<a .conversation=$' + '{1} class=b>`)',
  );
  assert.deepEqual(names, ['Accept', 'room', 'first', 'last', 'a{color:red}', 'conversation']);
});

it('shortens the rest everywhere in the same way', async () => {
  const source = `(function () {
    const make = secretName => ({ secretName, shown: secretName + 1, 'quoted-name': 3, getSecret() { return this.secretName; } });
    const thing = make(1);
    thing.getSecret && (out = [thing.getSecret(), thing.secretName, thing.shown, Object.keys(thing).length, 'quoted-name' in thing]);
  })();`;
  const code = await minifyScript(source, true, ['shown', 'out', 'keys', 'length', 'quoted-name']);
  assert.doesNotMatch(code, /secretName|getSecret/i);
  assert.match(code, /shown/);
  const page = { out: undefined as unknown };
  runInNewContext(code, page);
  assert.equal(JSON.stringify(page.out), '[1,1,2,4,true]');
});
