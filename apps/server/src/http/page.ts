import { z } from "zod";

/** Which page of a list; the bound keeps a database from counting its way through millions of rows. */
export const pageField = z.coerce
  .number("Give a page's number.")
  .int("Give a page's number.")
  .min(1, "Pages begin with 1.")
  .max(10_000, "There is no such page.")
  .default(1);
