import { X509Certificate } from "node:crypto";
import { asc } from "drizzle-orm";
import type { Database } from "../database/database.ts";
import type { Authority } from "./key-in-custody.ts";
import { certificateAuthorities } from "./tables.ts";

/** An authority with what its certificate says. */
export interface KnownAuthority {
  readonly row: Authority;
  readonly x509: X509Certificate;
  readonly notAfter: Date;
  /** Counted from the first, 1. */
  readonly generation: number;
}

/** All that there have been, the newest first. */
export async function readAuthorities(tx: Pick<Database, "select">): Promise<KnownAuthority[]> {
  const { createdAt, id } = certificateAuthorities;
  const rows = await tx.select().from(certificateAuthorities).orderBy(asc(createdAt), asc(id));
  return rows
    .map((row, at) => {
      const x509 = new X509Certificate(row.certificate);
      return { row, x509, notAfter: x509.validToDate, generation: at + 1 };
    })
    .reverse();
}
