import { z } from "zod";
import { readPlace, writePlace } from "./page-place.ts";

/** A place in a list that stands by time, then id. */
export interface PlaceInTime {
  readonly at: Date;
  readonly id: string;
}

const form = z.tuple([z.int().min(0).max(8.64e15), z.uuid()]);

export function writePlaceInTime({ at, id }: PlaceInTime): string {
  return writePlace([at.getTime(), id]);
}

/** @returns null for what isn't one of ours */
export function readPlaceInTime(text: string): PlaceInTime | null {
  const parts = readPlace(form, text);
  return parts === null ? null : { at: new Date(parts[0]), id: parts[1] };
}
