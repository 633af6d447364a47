import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decode, encode, MAX_FRAME } from './frames.js';
import { stringify } from './json.js';

const buffer = (text: string) => new TextEncoder().encode(text).buffer;

describe('decode reads every shape of row 88', () => {
  const shapes: [string, unknown, object | undefined][] = [
    ['{message}', '{"message":"hi"}', { message: 'hi' }],
    ['{serverMessage}', '{"serverMessage":"hi"}', { reply: 'hi' }],
    [
      '{message,serverMessage}',
      '{"message":"hi","serverMessage":"you said hi"}',
      { message: 'hi', reply: 'you said hi' },
    ],
    ['nested', '{"message":{"message":"hi","serverMessage":"ho"}}', { message: 'hi', reply: 'ho' }],
    [
      'a record',
      '{"id":3,"name":"a","email":"a@b.c","room":"1","message":"hi","serverMessage":"ho","created_at":"2026-01-01T00:00:00Z"}',
      {
        name: 'a',
        email: 'a@b.c',
        message: 'hi',
        reply: 'ho',
        record: {
          id: '3',
          name: 'a',
          email: 'a@b.c',
          room: '1',
          message: 'hi',
          serverMessage: 'ho',
          created_at: '2026-01-01T00:00:00Z',
        },
      },
    ],
    ['a JSON string', '"hi"', { message: 'hi' }],
    ['plain text', 'hi there', { message: 'hi there' }],
    ['a number', '42', { message: '42' }],
    ['binary', buffer('{"message":"hi"}'), { message: 'hi' }],
    ['an error', '{"error":"no"}', { error: 'no' }],
    ['a refusal', '{"detail":"no"}', { error: 'no' }],
    ['nothing', '', undefined],
    ['null', 'null', undefined],
    ['an object without words', '{"type":"ping"}', undefined],
    ['too much', 'x'.repeat(MAX_FRAME + 1), undefined],
    ['too much binary', new ArrayBuffer(MAX_FRAME + 1), undefined],
    ['a blob', {}, undefined],
  ];
  for (const [name, data, expected] of shapes) test(name, () => assert.deepEqual(decode(data), expected));
});

test('row 102: keys of Object.prototype are not taken for words', () => {
  assert.equal(decode('{"__proto__":{"message":"x"},"constructor":"y"}'), undefined);
  assert.equal(({} as Record<string, unknown>)['message'], undefined);
});

test('decode never throws, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        fc.uint8Array().map(bytes => bytes.buffer),
        fc.anything(),
      ),
      data => void decode(data),
    ),
    { numRuns: 2_000 },
  );
});

test('row 83: what is sent is one JSON object with the text, or the bare text by option', () => {
  assert.equal(encode('a "b"\n', 'json'), '{"message":"a \\u0022b\\u0022\\u000a"}');
  assert.equal(encode('hi', 'text'), 'hi');
});

test('stringify says what JSON.stringify says, for any text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const plain = JSON.parse(JSON.stringify(value));
      assert.deepEqual(JSON.parse(stringify(plain)), plain);
    }),
  );
});

test('a host page with toJSON on strings and arrays changes nothing', () => {
  const prototypes = [String.prototype, Array.prototype] as unknown as { toJSON?: () => string }[];
  for (const prototype of prototypes) prototype.toJSON = () => 'broken';
  try {
    assert.equal(stringify({ list: ['a'], text: 'b' }), '{"list":["a"],"text":"b"}');
  } finally {
    for (const prototype of prototypes) delete prototype.toJSON;
  }
});
