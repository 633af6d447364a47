// Runs `scChat.diagnose()` on this very page, and shows its report.
const button = document.querySelector('[data-diagnose]');
const report = document.querySelector('[data-report]');

button.addEventListener('click', async () => {
  button.disabled = true;
  report.textContent = 'Asking the backend…';
  report.hidden = false;
  try {
    const { text } = await window.scChat.diagnose();
    report.textContent = text;
  } catch (error) {
    report.textContent = `The script is not here: ${error.message}`;
  } finally {
    button.disabled = false;
  }
});
