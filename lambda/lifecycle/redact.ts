const KEYS = ['AWS_SESSION_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];

/**
 * Removes secrets from a text. A signed URL lets its holder act as its signer, so each URL is cut at its query. The
 * function's own keys are removed too: if a signature does not match, AWS quotes the request that it calculated the
 * signature for.
 */
export function redact(text: string): string {
  return KEYS.reduce(
    (redacted, name) => redacted.replaceAll(process.env[name] || '\0', '…'),
    // The pattern starts at the query and looks back. A text may contain many beginnings of URLs, and a search forwards
    // would follow each one to the end of the text.
    text.replace(/\?(?<=https?:\/\/[^\s"?]+\?)[^\s"]*/g, '?…'),
  );
}
