// What every page has: the switch between light and dark, the menu on narrow windows, and a button to copy each piece of code.

const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');
const scheme = document.querySelector('[data-scheme]');

const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
const showScheme = () => scheme.setAttribute('aria-pressed', String(isDark()));

scheme.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem('docs:scheme', root.dataset.theme);
  } catch {
    // For this page only.
  }
  showScheme();
});
system.addEventListener('change', showScheme);
showScheme();

const menu = document.querySelector('.side details');
const narrow = matchMedia('(max-width: 900px)');
const fold = () => (menu.open = !narrow.matches);
narrow.addEventListener('change', fold);
fold();

for (const block of document.querySelectorAll('.code')) {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'copy',
    textContent: 'Copy',
  });
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(block.querySelector('pre').textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(block.querySelector('pre'));
      button.textContent = 'Selected';
    }
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  });
  block.append(button);
}
