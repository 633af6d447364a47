// The theme builder: what the controls say becomes tokens on the preview's page, and the style sheet that does the same.

const bench = document.querySelector('[data-themes]');
if (bench) start();

function start() {
  const frame = bench.querySelector('iframe');
  const out = document.querySelector('[data-css]');
  const colours = [...bench.querySelectorAll('.colour')];
  const sizes = [...bench.querySelectorAll('[data-size]')];
  const font = bench.querySelector('[data-font]');
  const layer = bench.querySelector('[data-z]');
  const contrast = bench.querySelector('[data-contrast]');
  const preview = () => frame.contentWindow.preview;

  const parts = row => ({
    use: row.querySelector('[data-use]'),
    light: row.querySelector('[data-light]'),
    dark: row.querySelector('[data-dark]'),
  });

  function tokens() {
    const found = {};
    for (const row of colours) {
      const { use, light, dark } = parts(row);
      if (use.checked)
        found[row.dataset.token] =
          light.value === dark.value ? light.value : `light-dark(${light.value}, ${dark.value})`;
    }
    if (font.value) found['--sc-font'] = font.value;
    for (const size of sizes)
      if (size.value !== size.dataset.usual) found[size.dataset.size] = size.value + size.dataset.unit;
    if (layer.value !== layer.defaultValue) found['--sc-z-index'] = layer.value;
    return found;
  }

  /** Puts a ready theme into the controls, so that one goes on from there. */
  function take(theme) {
    for (const row of colours) {
      const { use, light, dark } = parts(row);
      const [first, second = first] = theme[row.dataset.token]?.match(/#[0-9a-f]{6}/gi) ?? [];
      use.checked = first !== undefined;
      light.value = first ?? light.defaultValue;
      dark.value = second ?? dark.defaultValue;
    }
    font.value = theme['--sc-font'] ?? '';
    for (const size of sizes)
      size.value = theme[size.dataset.size] ? Number.parseFloat(theme[size.dataset.size]) : size.dataset.usual;
    layer.value = theme['--sc-z-index'] ?? layer.defaultValue;
  }

  function show() {
    for (const row of colours) {
      const { use, light, dark } = parts(row);
      light.disabled = dark.disabled = !use.checked;
    }
    for (const size of sizes) size.nextElementSibling.textContent = size.value + size.dataset.unit;
    const found = tokens();
    const lines = Object.entries(found).map(([name, value]) => `  ${name}: ${value};`);
    out.textContent = lines.length
      ? `:root {\n${lines.join('\n')}\n}`
      : '/* Nothing: this is how it looks by itself. */';
    contrast.textContent = warning(found);
    preview()?.tokens(found);
  }

  /** Where both colours are the page's own, nothing derives them: then it is told when a text is hard to read. */
  function warning(found) {
    const pairs = [
      ['Text', '--sc-text', 'the surface', '--sc-surface'],
      ['Text', '--sc-text', 'bubbles', '--sc-bubble'],
      ['Quiet text', '--sc-muted', 'the surface', '--sc-surface'],
    ];
    const found2 = pairs.flatMap(([what, text, where, ground]) =>
      [0, 1].flatMap(scheme => {
        const [a, b] = [text, ground].map(token => colourOf(found[token], scheme));
        const ratio = a && b ? ratioOf(a, b) : 21;
        return ratio < 4.5
          ? [`${what} on ${where} has only ${ratio.toFixed(1)}:1 in the ${scheme ? 'dark' : 'light'}.`]
          : [];
      }),
    );
    return found2.join(' ');
  }

  frame.addEventListener('load', () => {
    show();
    preview()?.scheme(bench.querySelector('[name=scheme]:checked').value);
  });
  bench.querySelector('form').addEventListener('input', ({ target }) => {
    if (target.name === 'theme') take(JSON.parse(target.dataset.tokens));
    show();
  });
  bench.querySelector('form').addEventListener('submit', event => event.preventDefault());
  bench
    .querySelector('.stage-tools')
    .addEventListener('change', ({ target }) =>
      preview()?.[target.name === 'scheme' ? 'scheme' : 'show'](target.value),
    );
  show();
}

function colourOf(value, scheme) {
  const found = value?.match(/#[0-9a-f]{6}/gi);
  return found?.[Math.min(scheme, found.length - 1)];
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratioOf(a, b) {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}
