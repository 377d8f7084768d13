const KEYS = ['AWS_SESSION_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];

/**
 * A signed URL lets its holder act as its signer. What looks like one is cut at its query, whatever brought it here. The
 * function's own keys go too: where a signature does not match, AWS quotes the request that it calculated it for.
 */
export function redact(text: string): string {
  return KEYS.reduce(
    (redacted, name) => redacted.replaceAll(process.env[name] || '\0', '…'),
    // From the query backwards, for a text may hold many beginnings of URLs, each of which would be followed to the end.
    text.replace(/\?(?<=https?:\/\/[^\s"?]+\?)[^\s"]*/g, '?…'),
  );
}
