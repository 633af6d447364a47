/** Frames as values: made up, spoilt, or closed with codes that no endpoint may send. */

import type { Action, Inject } from './rules.js';

export interface Frame {
  data: Buffer;
  binary: boolean;
}

export function made(inject: Inject | Inject[]): Frame[] {
  return [inject].flat().map(one => {
    if (typeof one === 'string') return { data: Buffer.from(one), binary: false };
    if (one instanceof Uint8Array) return { data: Buffer.from(one), binary: true };
    return { data: Buffer.alloc(one.size, 'x'), binary: one.binary ?? false };
  });
}

export function spoilt({ data, binary }: Frame, { corrupt, replace }: Action): Frame {
  const text = data.toString();
  if (replace !== undefined)
    return { data: Buffer.from(typeof replace === 'string' ? replace : replace(text)), binary };
  if (corrupt === 'flip') return { data: Buffer.from(flipped(text)), binary };
  if (corrupt === 'truncate') return { data: data.subarray(0, data.length >> 1), binary };
  if (corrupt === 'utf8') return { data: Buffer.concat([data, Buffer.of(0xff)]), binary };
  if (corrupt === 'binary') return { data, binary: true };
  return { data, binary };
}

/** Turns every bracket round, so that no JSON text stays one. */
function flipped(text: string): string {
  const turned = text.replace(/[{}[\]]/g, bracket => '}{]['['{}[]'.indexOf(bracket)] ?? '');
  return turned === text ? `}${text}` : turned;
}

export function isSendable(code: number, reason: string): boolean {
  const standard = code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
  return (standard || (code >= 3000 && code <= 4999)) && Buffer.byteLength(reason) <= 123;
}

/** A server's close frame with any code and a reason of up to 64 kB, legal or not. */
export function closeFrame(code: number, reason: string): Buffer {
  const body = Buffer.alloc(2 + Buffer.byteLength(reason));
  body.writeUInt16BE(code);
  body.write(reason, 2);
  const head = body.length < 126 ? [0x88, body.length] : [0x88, 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(head), body]);
}
