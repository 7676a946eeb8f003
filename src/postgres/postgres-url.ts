/** What a text says as PostgreSQL's URL; null where it is none, or has a `%` that stands for nothing. */
export function postgresUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^postgres(ql)?:$/u.test(url.protocol)) return null;
  return [url.username, url.password, url.pathname].every(isDecodable) ? url : null;
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
