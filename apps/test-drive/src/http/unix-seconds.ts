/** The API's dates: whole seconds since 1970, UTC. */
export function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
