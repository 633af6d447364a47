import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MAX_TEXT } from '../../state/conversation.js';
import { createTestConversation, texts } from '../testing/conversation.js';
import './sc-composer.js';
import { fitting } from './limit.js';
import type { Composer } from './sc-composer.js';

const make = async ({ draft = '', takes = true }: { draft?: string; takes?: boolean } = {}) => {
  const test = createTestConversation();
  (test.conversation as { draft: string }).draft = draft;
  const sent: string[] = [];
  const submit = (text: string) => {
    if (takes) sent.push(text);
    return takes;
  };
  const composer = await fixture<Composer>(
    html`<sc-composer .conversation=${test.conversation} .owner=${'7'} .t=${texts} .submit=${submit}></sc-composer>`,
  );
  // What `<sc-chat>` hands down.
  for (const [name, value] of [
    ['--_space', '4px'],
    ['--_meta', '13px sans-serif'],
    ['--_accent', 'light-dark(#15c, #9bf)'],
    ['--_on-accent', 'light-dark(#fff, #000)'],
    ['--_text', 'light-dark(#222, #eee)'],
    ['--_muted', 'light-dark(#555, #bbb)'],
    ['--_danger', 'light-dark(#b00, #f99)'],
    ['--_raised', 'light-dark(#fff, #222)'],
  ])
    composer.style.setProperty(name!, value!);
  composer.style.background = 'var(--_raised)';
  await composer.updateComplete;
  const root = composer.shadowRoot!;
  const field = root.querySelector('textarea')!;
  return {
    ...test,
    composer,
    sent,
    field,
    button: root.querySelector('button')!,
    line: () => root.querySelector('.line')!.textContent!.trim(),
    async type(text: string) {
      composer.value = text;
      await composer.updateComplete;
    },
    press(init: KeyboardEventInit & { keyCode?: number }) {
      const event = new KeyboardEvent('keydown', {
        key: 'Enter',
        bubbles: true,
        cancelable: true,
        composed: true,
        ...init,
      });
      field.dispatchEvent(event);
      return event;
    },
  };
};

describe('sc-composer', () => {
  for (const scheme of ['light', 'dark'])
    it(`passes an audit: ${scheme}`, async () => {
      const { composer, type } = await make();
      composer.style.colorScheme = scheme;
      await expect(composer).to.be.accessible();
      await type('x'.repeat(MAX_TEXT + 1));
      await expect(composer).to.be.accessible();
    });

  it('is a text box "Message" with a button "Send", and no business of password managers', async () => {
    const { field, button } = await make();
    expect(field.getAttribute('aria-label')).to.equal('Message');
    expect(button.getAttribute('aria-label')).to.equal('Send');
    for (const name of ['data-1p-ignore', 'data-lpignore', 'data-bwignore'])
      expect(field.hasAttribute(name)).to.equal(true);
  });

  it('sends on Enter, breaks the line on Shift+Enter', async () => {
    const { composer, field, sent, conversation, type, press } = await make();
    await type('one\n');
    expect(press({ shiftKey: true }).defaultPrevented).to.equal(false);
    expect(press({ altKey: true }).defaultPrevented).to.equal(false);
    composer.focus();
    await sendKeys({ type: 'two' });
    expect(conversation.draft).to.equal('one\ntwo');
    await sendKeys({ press: 'Enter' });
    expect(sent).to.deep.equal(['one\ntwo']);
    expect(field.value).to.equal('');
    expect(conversation.draft).to.equal('');
  });

  it('leaves Enter to an input method, in each engine’s way of telling', async () => {
    const { press, sent, type } = await make();
    await type('にほんご');
    expect(press({ isComposing: true, keyCode: 229 }).defaultPrevented).to.equal(false);
    // WebKit: the composition has ended already.
    expect(press({ keyCode: 229 }).defaultPrevented).to.equal(false);
    expect(sent).to.deep.equal([]);
    press({ keyCode: 13 });
    expect(sent).to.deep.equal(['にほんご']);
  });

  it('sends once for a double click or a key held down', async () => {
    const { press, sent, type, button } = await make();
    await type('once');
    press({});
    press({ repeat: true });
    await type('twice');
    press({ repeat: true });
    expect(sent).to.deep.equal(['once']);
    button.click();
    button.click();
    expect(sent).to.deep.equal(['once', 'twice']);
  });

  it('has nothing to send where there is nothing to see', async () => {
    const { button, sent, type } = await make();
    for (const text of ['', '  \n ', '\u200b\u200d', '\u3164']) {
      await type(text);
      expect(button.getAttribute('aria-disabled')).to.equal('true');
      button.click();
    }
    expect(sent).to.deep.equal([]);
    await type('a');
    expect(button.hasAttribute('aria-disabled')).to.equal(false);
  });

  it('counts near the limit, refuses beyond it and keeps the text', async () => {
    const { line, type, button, sent, field, composer } = await make();
    await type('x'.repeat(3_599));
    expect(line()).to.equal('');
    await type('x'.repeat(3_600));
    expect(line()).to.equal('400 characters left');
    await type('x'.repeat(4_003));
    button.click();
    await composer.updateComplete;
    expect(sent).to.deep.equal([]);
    expect(line()).to.contain('Too long by 3 characters.');
    expect(field.value.length).to.equal(4_003);
    expect(field.getAttribute('aria-invalid')).to.equal('true');
  });

  it('cuts a paste of five megabytes before it is laid out', async () => {
    const { field, line, type, composer } = await make();
    await type('before ');
    field.setSelectionRange(7, 7);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '😀'.repeat(1_250_000));
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    // Firefox gives events made by scripts an empty clipboard.
    if (!event.clipboardData?.getData('text/plain')) return;
    field.dispatchEvent(event);
    await composer.updateComplete;
    expect(event.defaultPrevented).to.equal(true);
    expect(field.value.length).to.be.within(MAX_TEXT - 1, MAX_TEXT);
    expect(/[\ud800-\udbff]$/.test(field.value)).to.equal(false);
    expect(line()).to.contain('is cut');
  });

  it('fits a paste between what stays', () => {
    expect(fitting('abc', 10, 13)).to.equal(undefined);
    expect(fitting('abcd', 10, 13)).to.equal('abc');
    expect(fitting('ab😀', 10, 13)).to.equal('ab');
    expect(fitting('abc', 20, 13)).to.equal('');
  });

  it('keeps the text where it is not taken, and says when too many wait', async () => {
    const { type, button, field, line, composer, $full } = await make({ takes: false });
    await type('stay');
    button.click();
    expect(field.value).to.equal('stay');
    $full.set(true);
    button.click();
    await composer.updateComplete;
    expect(line()).to.contain('Too many messages are waiting');
    $full.set(false);
    await composer.updateComplete;
    expect(line()).to.equal('');
  });

  it('begins with the draft, and with another one for somebody else', async () => {
    const { field, composer, conversation } = await make({ draft: 'Dear' });
    expect(field.value).to.equal('Dear');
    (conversation as { draft: string }).draft = 'Mine';
    composer.owner = '8';
    await composer.updateComplete;
    expect(field.value).to.equal('Mine');
  });

  it('grows with its text to six lines', async () => {
    const { field, type } = await make();
    await nextFrame();
    const one = field.offsetHeight;
    await type('1\n2\n3');
    expect(field.offsetHeight).to.be.closeTo(one + 44, 2);
    await type('1\n'.repeat(30));
    expect(field.offsetHeight).to.be.closeTo(one + 110, 2);
    await type('');
    expect(field.offsetHeight).to.be.closeTo(one, 1);
  });
});
