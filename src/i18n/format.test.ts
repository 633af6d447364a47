import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dayOf, dayText, plural, timeText } from './format.js';

const now = new Date(2024, 4, 15, 14, 5).getTime();
const DAY = 86_400_000;

it('writes the time of day as the language does', () => {
  assert.match(timeText('en', now), /^2:05\sPM$/);
  assert.equal(timeText('de', now), '14:05');
});

it('names days by how long ago they were', () => {
  assert.equal(dayText('en', now, now), 'Today');
  assert.equal(dayText('en', now - DAY, now), 'Yesterday');
  assert.equal(dayText('de', now - DAY, now), 'Gestern');
  assert.equal(dayText('en', now - 3 * DAY, now), 'Sunday, May 12');
  assert.equal(dayText('en', now - 400 * DAY, now), 'Tuesday, April 11, 2023');
});

it('counts days, not hours', () => {
  assert.equal(dayOf(new Date(2024, 4, 15, 0, 1).getTime()) - dayOf(new Date(2024, 4, 14, 23, 59).getTime()), 1);
  // The clocks change that night in much of Europe.
  assert.equal(dayOf(new Date(2024, 3, 1).getTime()) - dayOf(new Date(2024, 2, 30).getTime()), 2);
});

it('takes a page’s mistake for English', () => {
  assert.match(timeText('not a tag', now), /^2:05\sPM$/);
  assert.equal(dayText('x', now, now), 'Today');
});

it('finds the form of a text for a number', () => {
  const forms = { one: 'plik', few: 'pliki', many: 'plików', other: 'pliku' };
  assert.deepEqual(
    [1, 3, 5, 22].map(count => plural('pl', count, forms)),
    ['plik', 'pliki', 'plików', 'pliki'],
  );
});
