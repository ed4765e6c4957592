import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Ability } from "../http/ability.ts";
import type { ProblemCode } from "../problems/catalogue.ts";
import type { Changer } from "./as-changer.ts";
import type { Owner } from "./store.ts";

/** Whose webhooks a family of routes is about, and who may. */
export interface Side {
  readonly at: string;
  readonly name: (operation: string) => string;
  readonly params: Readonly<Record<string, z.ZodType>>;
  readonly tags: readonly string[];
  readonly of: string;
  /** With what readers are refused besides what all are. */
  readonly readRefused: readonly ProblemCode[];
  /** @throws {Problem} for whoever may not see them */
  read(request: FastifyRequest): Promise<{ readonly owner: Owner; readonly change: Ability }>;
  /** @throws {Problem} for whoever may not change them */
  change(request: FastifyRequest): Promise<{ readonly owner: Owner; readonly who: Changer }>;
}
