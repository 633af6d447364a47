import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { makeMessages } from '../testing/conversation.js';
import { follow, growDown, growUp, MOST, moved, newest, oldest, sectionOf, type Window } from './window.js';

describe('window', () => {
  it('begins with the newest sixty and what is missing to a section', () => {
    expect(newest(10_000)).to.deep.equal({ base: 0, from: 9_900, to: 10_000 });
    expect(newest(30)).to.deep.equal({ base: 0, from: 0, to: 30 });
    expect(newest(0)).to.deep.equal({ base: 0, from: 0, to: 0 });
  });

  it('keeps its rows and their sections when older messages come before', () => {
    const before = makeMessages(200, 100);
    const after = [...makeMessages(37, 63), ...before];
    const win = newest(200);
    const next = moved(win, before, after)!;
    expect(next).to.deep.equal({ base: 37, from: win.from + 37, to: 237 });
    expect(sectionOf(next.from, next.base)).to.equal(sectionOf(win.from, win.base));
  });

  it('is lost when its first message is', () => {
    expect(moved(newest(10), makeMessages(10), makeMessages(10, 50))).to.equal(undefined);
  });

  it('never has more rows than it may, and reaches everything', () => {
    const act = fc.constantFrom('up', 'down', 'follow', 'oldest', 'newest', 'prepend', 'append');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.array(act, { maxLength: 80 }), (count, acts) => {
        let messages = makeMessages(count, 5_000);
        let win: Window = newest(count);
        for (const each of acts) {
          const { length } = messages;
          if (each === 'up') win = growUp(win);
          else if (each === 'down') win = growDown(win, length);
          else if (each === 'follow') win = follow(win, length);
          else if (each === 'oldest') win = oldest(length, win.base);
          else if (each === 'newest') win = newest(length, win.base);
          else {
            const first = Number(messages[0]!.id.slice(1));
            const next =
              each === 'prepend'
                ? [...makeMessages(30, first - 30), ...messages]
                : [...messages, ...makeMessages(7, first + length)];
            const ids = messages.slice(win.from, win.to).map(({ id }) => id);
            win = moved(win, messages, next)!;
            expect(next.slice(win.from, win.to).map(({ id }) => id)).to.deep.equal(ids);
            messages = next;
          }
          expect(win.from).to.be.within(0, win.to);
          expect(win.to).to.be.at.most(messages.length);
          expect(win.to - win.from).to.be.at.most(MOST);
        }
        for (let turn = 0; turn < 200 && win.from > 0; turn++) win = growUp(win);
        expect(win.from).to.equal(0);
        for (let turn = 0; turn < 200 && win.to < messages.length; turn++) win = growDown(win, messages.length);
        expect(win.to).to.equal(messages.length);
      }),
      { numRuns: 200 },
    );
  });
});
