import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { SettingError } from './settings.js';

/**
 * Two processes on one data folder would destroy it. The lock is a local socket: unlike a file with a process id, it cannot be
 * mistaken for a living one after a crash.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32);
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\sc-chat-${name}` : join(folder, 'lock');
  if (await answers(path))
    throw new SettingError(`DATA_DIR: "${folder}" is in use by another backend that is running.`);
  if (process.platform !== 'win32') await unlink(path).catch(() => {});
  const server = createServer(socket => socket.destroy());
  server.unref();
  // A path too long for a socket, or a file system without sockets: then there is no lock, and the port is the only guard.
  await new Promise<void>(done => server.once('error', () => done()).listen(path, () => done()));
  return () => new Promise<void>(done => server.close(() => done()));
}

function answers(path: string): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
