import { generateInstitutions } from "./generate.ts";
import type { Institution } from "./rules.ts";

/** The institutions, made once; no table holds them. */
export interface Institutions {
  readonly all: readonly Institution[];
  find(id: number): Institution | undefined;
}

export function institutionsOf(seed: string): Institutions {
  const all = generateInstitutions(seed);
  const byId = new Map(all.map((institution) => [institution.id, institution]));
  return { all, find: (id) => byId.get(id) };
}
