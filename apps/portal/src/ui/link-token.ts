/** The one-time token of the link that opened this page. */
export function linkToken(): string {
  return new URLSearchParams(window.location.search).get("token") ?? "";
}
