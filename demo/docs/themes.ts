/** The ready themes, and the controls of the builder. */
import { escapeHtml } from './markdown.js';

export interface Theme {
  name: string;
  says: string;
  tokens: Record<string, string>;
}

export const themes: Theme[] = [
  { name: 'Plain', says: 'As it comes', tokens: {} },
  { name: 'Harbour', says: 'One accent, the rest follows', tokens: { '--sc-accent': '#0e5a5f' } },
  {
    name: 'Ink',
    says: 'Black and white, small corners',
    tokens: { '--sc-accent': 'light-dark(#18181b, #f4f4f5)', '--sc-radius': '6px' },
  },
  {
    name: 'Meadow',
    says: 'Green on cream, round',
    tokens: {
      '--sc-accent': '#3f6b1c',
      '--sc-surface': 'light-dark(#fbfcf5, #151a10)',
      '--sc-bubble': 'light-dark(#eaf0da, #263019)',
      '--sc-radius': '22px',
    },
  },
  {
    name: 'Ember',
    says: 'Burnt orange, dark warm greys',
    tokens: {
      '--sc-accent': 'light-dark(#b83a0b, #ff8f5a)',
      '--sc-surface': 'light-dark(#fffaf6, #1d1512)',
      '--sc-raised': 'light-dark(#ffffff, #271c18)',
      '--sc-bubble': 'light-dark(#f8ebe2, #35261f)',
      '--sc-radius': '14px',
    },
  },
  {
    name: 'Paper',
    says: 'A serif on warm paper',
    tokens: {
      '--sc-accent': 'light-dark(#7a1f2b, #e8a0a8)',
      '--sc-surface': 'light-dark(#fbf7ef, #1e1a16)',
      '--sc-raised': 'light-dark(#fffdf8, #27221d)',
      '--sc-bubble': 'light-dark(#f0e8d8, #322b24)',
      '--sc-line': 'light-dark(#e0d5c1, #453c32)',
      '--sc-font': 'Georgia, "Noto Serif", serif',
      '--sc-font-size': '16px',
      '--sc-radius': '8px',
    },
  },
  {
    name: 'Terminal',
    says: 'Monospaced, no corners, close',
    tokens: {
      '--sc-accent': 'light-dark(#0f6b3a, #4ade80)',
      '--sc-surface': 'light-dark(#f6f8f6, #0b100d)',
      '--sc-raised': 'light-dark(#ffffff, #111813)',
      '--sc-bubble': 'light-dark(#e6ede8, #18221c)',
      '--sc-text': 'light-dark(#10241a, #c9f2d6)',
      '--sc-font': 'ui-monospace, "DejaVu Sans Mono", monospace',
      '--sc-font-size': '14px',
      '--sc-radius': '0px',
    },
  },
  {
    name: 'Orchid',
    says: 'Violet and very round',
    tokens: { '--sc-accent': 'light-dark(#8b2fc9, #d8a6ff)', '--sc-radius': '26px', '--sc-space': '5px' },
  },
];

/** The first colour of the theme, for its swatch. */
const swatch = ({ tokens }: Theme) => /#[0-9a-f]{6}/.exec(tokens['--sc-accent'] ?? '')?.[0] ?? '#2c6fb0';
const corner = ({ tokens }: Theme) => Math.min(16, Number.parseInt(tokens['--sc-radius'] ?? '16', 10));

const ready = (theme: Theme, index: number) => `<label class="theme">
  <input type="radio" name="theme" value="${theme.name}" data-tokens="${escapeHtml(JSON.stringify(theme.tokens))}"${index === 0 ? ' checked' : ''}>
  <svg viewBox="-1 -1 34 34" aria-hidden="true"><rect width="32" height="32" rx="${corner(theme)}" fill="${swatch(theme)}"/></svg>
  <span><strong>${theme.name}</strong> ${theme.says}</span>
</label>`;

const colours: [token: string, name: string, light: string, dark: string][] = [
  ['--sc-accent', 'Accent', '#2c6fb0', '#6aaaf0'],
  ['--sc-surface', 'Surface', '#fcfcfd', '#16181b'],
  ['--sc-raised', 'Fields', '#ffffff', '#1f2226'],
  ['--sc-bubble', 'Bubbles', '#eff1f4', '#2d3136'],
  ['--sc-line', 'Lines', '#dde0e4', '#41464d'],
  ['--sc-text', 'Text', '#1f242a', '#eceff2'],
  ['--sc-muted', 'Quiet text', '#5d646d', '#a5abb3'],
  ['--sc-danger', 'Errors', '#b3201f', '#ff8f88'],
  ['--sc-success', 'Success', '#0f6b3f', '#5fd39b'],
];

const colour = ([token, name, light, dark]: (typeof colours)[number]) => `<div class="colour" data-token="${token}">
  <label><input type="checkbox" data-use> ${name}</label>
  <input type="color" data-light value="${light}" aria-label="${name}, in the light" disabled>
  <input type="color" data-dark value="${dark}" aria-label="${name}, in the dark" disabled>
</div>`;

const sizes: [token: string, name: string, least: number, most: number, unit: string, usual: number][] = [
  ['--sc-font-size', 'Text size', 13, 20, 'px', 15],
  ['--sc-radius', 'Corners', 0, 28, 'px', 16],
  ['--sc-space', 'Space', 2, 8, 'px', 4],
  ['--sc-duration', 'Motion', 0, 400, 'ms', 160],
  ['--sc-offset-inline', 'From the side', 0, 64, 'px', 16],
  ['--sc-offset-block', 'From the bottom', 0, 64, 'px', 16],
];

const size = ([token, name, least, most, unit, usual]: (typeof sizes)[number]) => `<div class="size">
  <label for="size${token}">${name}</label>
  <input type="range" id="size${token}" data-size="${token}" data-unit="${unit}" min="${least}" max="${most}" value="${usual}" data-usual="${usual}">
  <output for="size${token}">${usual}${unit}</output>
</div>`;

const fonts: [name: string, stack: string][] = [
  ['The system’s', ''],
  ['Serif', 'Georgia, "Noto Serif", serif'],
  ['Humanist', 'Optima, Candara, "Noto Sans", sans-serif'],
  ['Monospaced', 'ui-monospace, "DejaVu Sans Mono", monospace'],
];

export const themeControls = () => `<div class="bench" data-themes>
<form class="controls" aria-label="Theme">
<fieldset class="ready"><legend>Ready themes</legend>
${themes.map(ready).join('\n')}
</fieldset>
<details open><summary>Colours</summary>
<p class="small">Tick a colour to choose it; the others are derived from the accent. The first is for light pages, the second for dark ones.</p>
${colours.map(colour).join('\n')}
<p class="contrast" role="status" data-contrast></p>
</details>
<details><summary>Type and space</summary>
<div class="size"><label for="font">Typeface</label>
<select id="font" data-font>${fonts.map(([name, stack]) => `<option value="${escapeHtml(stack)}">${name}</option>`).join('')}</select></div>
${sizes.map(size).join('\n')}
<div class="size"><label for="z-index">Layer</label><input type="number" id="z-index" data-z value="1000" min="0" step="1"></div>
</details>
</form>
<div class="stage">
<div class="stage-tools">
<fieldset><legend>Page</legend>
<label><input type="radio" name="scheme" value="light" checked> Light</label>
<label><input type="radio" name="scheme" value="dark"> Dark</label></fieldset>
<fieldset><legend>Shows</legend>
<label><input type="radio" name="view" value="chat" checked> Chat</label>
<label><input type="radio" name="view" value="profile"> Profile</label>
<label><input type="radio" name="view" value="login"> Login</label>
<label><input type="radio" name="view" value="register"> Registration</label></fieldset>
</div>
<iframe class="preview" title="A page with the chat in this theme" src="/docs/preview?sample&amp;view=chat"></iframe>
</div>
</div>
<h2 id="css">The style sheet</h2>
<div class="code"><pre tabindex="0"><code data-css></code></pre></div>`;

export const pictureOf = (theme: Theme) => `theme-${theme.name.toLowerCase()}.png`;

export const themePictures = () =>
  `<div class="gallery">${themes
    .map(
      theme =>
        `<figure><img src="/docs/images/${pictureOf(theme)}" width="1040" height="760" loading="lazy" alt="The chat in the theme ${theme.name}, light and dark side by side."><figcaption><strong>${theme.name}</strong> ${theme.says}</figcaption></figure>`,
    )
    .join('\n')}</div>`;
