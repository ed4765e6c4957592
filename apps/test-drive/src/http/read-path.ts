/**
 * An id of the path as a number, or null where no row can have it: ids are decimal, without a leading zero, and fit in a JavaScript
 * integer.
 */
export function readId(value: string | undefined): number | null {
  if (value === undefined || !/^[1-9]\d{0,15}$/.test(value)) return null;
  const id = Number(value);
  return Number.isSafeInteger(id) ? id : null;
}
