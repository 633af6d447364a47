import assert from 'node:assert/strict';
import { it } from 'node:test';

import { alike, harm } from './order.js';

it('alike finds texts and style sheets, kind by kind', () => {
  const files = [
    'components/b/b.styles.ts',
    'script.ts',
    'styles/c.ts',
    'styles/c.test.ts',
    'i18n/de.ts',
    'i18n/en.ts',
  ];
  assert.deepEqual(alike([...files, 'components/a.styles.ts', 'components/hints.ts']), [
    'i18n/en.ts',
    'components/hints.ts',
    'components/a.styles.ts',
    'components/b/b.styles.ts',
    'styles/c.ts',
  ]);
});

it('harm finds the import of a module that may do something', () => {
  assert.equal(harm("import { css } from 'lit';\nimport type { A } from '../a.js';\nconst a = css`b`;"), undefined);
  assert.equal(harm("import { controls } from '../../styles/controls.js';"), undefined);
  assert.equal(harm('const a = 1;'), undefined);
  assert.ok(harm("import { css } from 'lit';\nimport '../a.js';"));
  assert.ok(harm("import {\n  a,\n} from '../state/a.js';"));
  assert.ok(harm("import { LitElement } from 'lit';"));
});
