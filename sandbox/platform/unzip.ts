import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const CENTRAL_HEADER = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** Unpacks a zip archive of plain files, which is what CDK assets are. */
export function unzip(archive: Buffer, directory: string): void {
  for (const { name, content } of entries(archive)) {
    const target = path.resolve(directory, name);
    if (!target.startsWith(path.resolve(directory) + path.sep)) throw new Error(`zip archive: "${name}" lies outside of the archive`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

function* entries(archive: Buffer): Generator<{ name: string; content: Buffer }> {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END_OF_CENTRAL_DIRECTORY);
  const end = archive.lastIndexOf(signature);
  if (end < 0) throw new Error('zip archive: no end of central directory; is this a zip file?');

  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== CENTRAL_HEADER) throw new Error(`zip archive: no central header at ${at}`);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) yield { name, content: read(archive, at, name) };
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

function read(archive: Buffer, centralHeader: number, name: string): Buffer {
  const method = archive.readUInt16LE(centralHeader + 10);
  const size = archive.readUInt32LE(centralHeader + 20);
  const localHeader = archive.readUInt32LE(centralHeader + 42);
  const start = localHeader + 30 + archive.readUInt16LE(localHeader + 26) + archive.readUInt16LE(localHeader + 28);
  const data = archive.subarray(start, start + size);
  if (method === STORED) return data;
  if (method === DEFLATED) return inflateRawSync(data);
  throw new Error(`zip archive: "${name}" is compressed by method ${method}; stored (0) and deflated (8) are understood`);
}
