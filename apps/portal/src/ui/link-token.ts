/**
 * The one-time token of the link that opened this page. It stands in the fragment, which browsers send to no server, so that it is in no
 * log on the way.
 */
export function linkToken(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";
}
