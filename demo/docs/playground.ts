/** The controls of the playground: one for each option that the manifest knows, and those that only the script and `configure()` take. */
import type { Documented, Manifest } from '../../build/manifest.js';
import { escapeHtml, inline } from './markdown.js';
import { optionsOf } from './tables.js';

interface Control {
  attribute: string;
  property: string;
  says: string;
  field: string;
}

const languages = ['', 'en', 'ar', 'bn', 'de', 'es', 'fr', 'hi', 'ja', 'pt', 'zh'];
const id = (property: string) => `option-${property}`;

const select = (property: string, values: string[]) =>
  `<select id="${id(property)}" data-option="${property}" aria-describedby="${id(property)}-says">${values.map(value => `<option value="${value}">${value || '(not set)'}</option>`).join('')}</select>`;

const text = (property: string, attributes = '') =>
  `<input type="text" id="${id(property)}" data-option="${property}" aria-describedby="${id(property)}-says" autocomplete="off" spellcheck="false" ${attributes}>`;

const fieldFor = ({ name, type }: Documented, property: string, apiBase: string) => {
  const values = [...(type?.text ?? '').matchAll(/'([^']*)'/g)].map(([, value]) => value!);
  if (values.length) return select(property, values);
  if (/boolean/.test(type?.text ?? ''))
    return `<input type="checkbox" id="${id(property)}" data-option="${property}" aria-describedby="${id(property)}-says">`;
  if (name === 'locale') return select(property, languages);
  if (name === 'api-base') return text(property, `value="${escapeHtml(apiBase)}" data-usual="${escapeHtml(apiBase)}"`);
  if (name === 'accent') return text(property, 'placeholder="#0a7, teal, oklch(…)"');
  if (name === 'room') return text(property, 'placeholder="auto" inputmode="numeric"');
  return text(property);
};

const json = (property: string, example: string) =>
  `<textarea id="${id(property)}" data-option="${property}" data-json aria-describedby="${id(property)}-says" rows="3" spellcheck="false" placeholder="${escapeHtml(example)}"></textarea>`;

/** In the order in which one asks for them. */
const sections: [title: string, names: string[]][] = [
  ['Looks', ['theme', 'accent', 'position', 'heading', 'greeting', 'locale', 'launcher']],
  ['Login and profile', ['login-with', 'password-help', 'edit-username', 'light-dom']],
  ['Backend and storage', ['api-base', 'room', 'connect', 'persist', 'auth-scheme', 'wire-format']],
  ['Texts and paths', ['strings', 'endpoints']],
];

export const controlsOf = (manifest: Manifest, apiBase: string): Control[] => [
  ...optionsOf(manifest).map(entry => ({
    attribute: entry.name,
    property: entry.property,
    says: entry.description ?? '',
    field: fieldFor(entry, entry.property, apiBase),
  })),
  {
    attribute: 'launcher',
    property: 'launcher',
    says: 'The script alone: `off` mounts no button.',
    field: select('launcher', ['on', 'off']),
  },
  {
    attribute: 'strings',
    property: 'strings',
    says: 'Overrides of texts, by `configure()` or property.',
    field: json('strings', '{ "server": "Priya" }'),
  },
  {
    attribute: 'endpoints',
    property: 'endpoints',
    says: 'Overrides of paths, by `configure()` or property.',
    field: json('endpoints', '{ "login": "api/login/" }'),
  },
];

const row = ({ attribute, property, says, field }: Control) => `<div class="option">
<label for="${id(property)}">${attribute}</label>
${field}
<p class="small" id="${id(property)}-says">${inline(says)}</p>
</div>`;

export const controls = (manifest: Manifest, apiBase: string, events: string[]) => {
  const all = controlsOf(manifest, apiBase);
  const known = sections.flatMap(([, names]) => names);
  const rest = all.filter(({ attribute }) => !known.includes(attribute));
  const groups = sections.map(([title, names], index) => {
    const rows = all.filter(
      ({ attribute }) => names.includes(attribute) || (index === 0 && rest.some(each => each.attribute === attribute)),
    );
    rows.sort((a, b) => names.indexOf(a.attribute) - names.indexOf(b.attribute));
    return `<details${index === 0 ? ' open' : ''}><summary>${title}</summary>\n${rows.map(row).join('\n')}\n</details>`;
  });
  return `<div class="bench" data-playground data-events="${events.join(' ')}">
<form class="controls" aria-label="Options">
${groups.join('\n')}
</form>
<div class="stage">
<div class="stage-tools">
<fieldset><legend>On the page</legend>
<label><input type="radio" name="layout" value="launcher" checked> Launcher</label>
<label><input type="radio" name="layout" value="inline"> Elements</label></fieldset>
<fieldset><legend>Backend</legend>
<label><input type="radio" name="backend" value="real" checked> The demo’s</label>
<label><input type="radio" name="backend" value="sample"> A sample</label></fieldset>
<fieldset><legend>Page</legend>
<label><input type="radio" name="scheme" value="light" checked> Light</label>
<label><input type="radio" name="scheme" value="dark"> Dark</label></fieldset>
<label class="check"><input type="checkbox" name="phone"> Phone</label>
<button type="button" data-restart>Start anew</button>
</div>
<iframe class="preview" title="A page with the chat"></iframe>
</div>
</div>
<h2 id="code">The code</h2>
<fieldset class="tabs"><legend>As</legend>
<label><input type="radio" name="code" value="tag" checked> Script tag</label>
<label><input type="radio" name="code" value="elements"> Elements</label>
<label><input type="radio" name="code" value="configure"> configure()</label></fieldset>
<div class="code"><pre tabindex="0"><code data-code></code></pre></div>
<div class="log-head"><h2 id="event-log">The events</h2><span data-count>0</span><button type="button" data-clear>Clear</button></div>
<p class="small">Everything that the page of the preview hears, newest first.</p>
<ol class="events" tabindex="0" aria-labelledby="event-log" data-log></ol>`;
};
