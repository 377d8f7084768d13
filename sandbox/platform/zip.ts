import AdmZip from 'adm-zip';

export interface ZipEntry {
  /** Path with forward slashes. */
  readonly name: string;
  readonly content: Buffer;
}

/** The first day that the format knows. With it, the same files make the same archive. */
const DATE = new Date('1980-01-01T00:00:00');

export function zip(entries: readonly ZipEntry[]): Buffer {
  const archive = new AdmZip();
  for (const { name, content } of entries) archive.addFile(name, content).header.time = DATE;
  return archive.toBuffer();
}

/** Unpacks an archive; no file gets out of the folder. */
export function unzip(archive: Buffer, directory: string): void {
  new AdmZip(archive).extractAllTo(directory, true);
}
