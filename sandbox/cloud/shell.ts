/** A value as a shell reads it. The path of a folder may contain blanks. */
export function quoted(value: string): string {
  return /^[\w./:-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
