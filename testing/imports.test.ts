import assert from 'node:assert/strict';
import { it } from 'node:test';
import { check } from './imports.js';

const rules = (file: string, text: string) => check(file, text).map(problem => problem.rule);

const refused: [string, string, RegExp][] = [
  ['src/api/api.ts', `import { html } from 'lit';`, /src\/api must not import lit/],
  ['src/api/api.ts', `import { atom } from 'nanostores';`, /must not import nanostores/],
  ['src/api/api.ts', `import { createChat } from '../state/chat.js';`, /must not import src\/state\/chat/],
  ['src/api/api.ts', `import type { Chat } from '../state/chat.js';`, /must not import src\/state\/chat/],
  ['src/state/chat.ts', `import { html } from 'lit';`, /must not import lit/],
  ['src/state/chat.ts', `import { en } from '../i18n/en.js';`, /must not import src\/i18n/],
  [
    'src/state/chat.ts',
    `export { ScChat } from '../components/sc-chat/sc-chat.js';`,
    /must not import src\/components/,
  ],
  ['src/components/sc-chat/sc-chat.ts', `import { ofetch } from 'ofetch';`, /must not import ofetch/],
  ['src/components/sc-chat/sc-chat.ts', `import { createApi } from '../../api/api.js';`, /save its types/],
  ['src/components/sc-chat/sc-chat.ts', `const answer = await fetch('/x');`, /no network and no storage/],
  ['src/components/sc-chat/sc-chat.ts', `const s = new WebSocket(url);`, /no network and no storage/],
  ['src/components/sc-chat/sc-chat.ts', `return localStorage.getItem('x');`, /no network and no storage/],
  ['src/i18n/de.ts', `import { css } from 'lit';`, /src\/i18n must not import lit/],
  ['src/styles/tokens.ts', `import { en } from '../i18n/en.js';`, /src\/styles must not import/],
  ['demo/server/app.ts', `import { createChat } from '../../src/state/chat.js';`, /demo\/server must not import/],
  ['demo/server/app.ts', `import { createApi } from '../../src/api/api.js';`, /demo\/server must not import/],
  ['demo/server/app.ts', `import { html } from 'lit';`, /must not import lit/],
  ['src/state/chat.ts', `const later = await import('lit');`, /must not import lit/],
  ['src/api/schemas.ts', `import {\n  z,\n} from 'zod';`, /zod\/mini/],
  ['src/script.ts', `import { z } from 'zod';`, /zod\/mini/],
  ['src/components/sc-a/sc-a.ts', `element.innerHTML = text;`, /markup or code/],
  ['src/components/sc-a/sc-a.ts', `element.insertAdjacentHTML('x', text);`, /markup or code/],
  ['src/components/sc-a/sc-a.ts', `document.write(text);`, /markup or code/],
  ['src/state/chat.ts', `eval(text);`, /markup or code/],
  ['src/state/chat.ts', `new Function(text);`, /markup or code/],
  ['src/components/sc-a/sc-a.ts', 'html`<p style="color: red">`', /style attributes/],
  ['src/components/sc-a/sc-a.styles.ts', 'css`p { margin: 0.5rem; }`', /no rem/],
  ['src/components/sc-a/sc-a.ts', `this.dispatchEvent(new Event('x'));`, /events\.ts only/],
];

for (const [file, text, rule] of refused) {
  it(`refuses in ${file}: ${text.replaceAll('\n', ' ')}`, () => {
    const found = rules(file, text);
    assert.equal(found.length, 1, found.join('; '));
    assert.match(found[0]!, rule);
  });
}

const allowed: [string, string][] = [
  ['src/api/schemas.ts', `import { z } from 'zod/mini';`],
  ['src/api/api.ts', `import { ofetch } from 'ofetch';\nimport { ApiError } from './errors.js';`],
  ['src/state/chat.ts', `import { atom } from 'nanostores';\nimport { createApi } from '../api/api.js';`],
  ['src/components/sc-a/sc-a.ts', `import { html } from 'lit';\nimport { live } from 'lit/directives/live.js';`],
  ['src/components/sc-a/sc-a.ts', `import type { User } from '../../api/schemas.js';`],
  ['src/components/events.ts', `target.dispatchEvent(event);`],
  ['src/components/sc-a/sc-a.ts', `// never innerHTML\n/* nor eval( */\nconst premium = 1;`],
  ['demo/server/app.ts', `import { Hono } from 'hono';\nimport type { User } from '../../src/api/schemas.js';`],
  ['src/script.ts', `import { createChat } from './state/chat.js';\nimport './index.js';`],
];

for (const [file, text] of allowed) {
  it(`allows in ${file}: ${text.replaceAll('\n', ' ')}`, () => assert.deepEqual(rules(file, text), []));
}

it('says the line', () => {
  const [problem] = check('src/api/a.ts', `// one\n/* two\nthree */\nimport { html } from 'lit';\n`);
  assert.equal(problem?.line, 4);
});
