/** A launcher without anything behind it: one element, its styles, a panel with a form that is built on the first click. */
customElements.define(
  'bare-launcher',
  class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        .corner { position: fixed; right: 16px; bottom: 16px; }
        .launcher { width: 56px; height: 56px; border: 0; border-radius: 50%; background: #0a7; color: #fff; }
        .panel { width: 400px; height: 640px; border: 1px solid #ccc; border-radius: 12px; background: #fff; }
        [hidden] { display: none; }`);
      root.adoptedStyleSheets = [sheet];
      const corner = document.createElement('div');
      corner.className = 'corner';
      const button = document.createElement('button');
      button.className = 'launcher';
      button.textContent = 'Open chat';
      button.onclick = () => {
        button.hidden = true;
        corner.append(this.panel());
      };
      corner.append(button);
      root.append(corner);
    }

    panel() {
      const panel = document.createElement('section');
      panel.className = 'panel';
      const form = document.createElement('form');
      for (const type of ['text', 'password']) {
        const label = document.createElement('label');
        label.textContent = type;
        const input = document.createElement('input');
        input.type = type;
        label.append(input);
        form.append(label);
      }
      const submit = document.createElement('button');
      submit.textContent = 'Log in';
      form.append(submit);
      panel.append(form);
      return panel;
    }
  },
);
document.body.append(document.createElement('bare-launcher'));
