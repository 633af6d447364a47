import { expect } from '@open-wc/testing';
import type { Message } from '../../state/timeline.js';
import { makeMessages, texts } from '../testing/conversation.js';
import { equal, rowsOf } from './rows.js';

const context = { divider: undefined, opened: new Set<string>(), t: texts, language: 'en' };
const all = (messages: readonly Message[]) => ({ base: 0, from: 0, to: messages.length });

describe('rows', () => {
  it('are equal as long as nothing about them changes', () => {
    const messages = makeMessages(120);
    const first = rowsOf(messages, all(messages), context);
    const more = [...messages, ...makeMessages(1, 120)];
    const second = rowsOf(more, all(more), context);
    expect(second.length).to.equal(3);
    const flat = (sections: typeof first) => sections.flatMap(({ rows }) => rows);
    // The last own one is the newest no more.
    const same = flat(first).filter((row, index) => equal(row, flat(second)[index]!));
    expect(same.length).to.equal(119);
  });

  it('part groups by author, day and pause, and at what was not read', () => {
    const at = new Date(2024, 4, 1, 23, 58).getTime();
    const say = (id: string, kind: Message['kind'], minutes: number, name = ''): Message => ({
      id,
      kind,
      name,
      text: id,
      at: at + minutes * 60_000,
    });
    const messages = [
      say('a', 'server', 0),
      say('b', 'server', 1),
      say('c', 'server', 3),
      say('d', 'participant', 3, 'Bea'),
      say('e', 'participant', 4, 'Cid'),
      say('f', 'participant', 20, 'Cid'),
      say('g', 'participant', 21, 'Cid'),
    ];
    const [section] = rowsOf(messages, all(messages), { ...context, divider: 'g' });
    const marks = section!.rows.map(
      row => `${row.first ? '<' : ''}${row.message.id}${row.last ? '>' : ''}${row.day ? 'D' : ''}`,
    );
    expect(marks).to.deep.equal(['<aD', 'b>', '<c>D', '<d>', '<e>', '<f>', '<g>']);
  });

  it('cut what is long, until it is opened', () => {
    const messages: Message[] = [{ id: 'a', kind: 'server', name: '', text: 'x\n'.repeat(30) }];
    expect(rowsOf(messages, all(messages), context)[0]!.rows[0]!.clamped).to.equal(true);
    expect(rowsOf(messages, all(messages), { ...context, opened: new Set(['a']) })[0]!.rows[0]!.clamped).to.equal(
      false,
    );
  });
});
