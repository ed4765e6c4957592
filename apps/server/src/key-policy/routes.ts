import type { FastifyPluginAsync } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { abilityAnswer, operatorAbility } from "../http/ability.ts";
import { operatorWhoOf, requireOperator, requireSignedIn } from "../http/signed-in.ts";
import type { OperatorRole } from "../permissions.ts";
import { refusals } from "../problems/refusals.ts";
import { type ChangePolicyDeps, changePolicy, undoPolicy } from "./change.ts";
import {
  DEFAULT_POLICY,
  type KeyPolicy,
  keyPolicyFields,
  OPERATOR_SECOND_FACTORS,
  RSA_SIZES,
  SECOND_FACTORS,
  SIGNATURE_HASHES,
  UNPROVEN_ACTIVATIONS,
} from "./rules.ts";
import { newestPolicies, readKeyPolicy, valuesOf } from "./store.ts";

export interface KeyPolicyRoutesDeps extends ChangePolicyDeps {
  readonly clock: () => Date;
}

const days = z.number().int().describe("Days of 24 hours.");
const policyAnswer = z.object({
  clientKeyDays: days,
  mastercardKeyDays: days,
  allowedBits: z.array(z.literal(RSA_SIZES)),
  defaultBits: z.literal(RSA_SIZES),
  signatureHashes: z.array(z.enum(SIGNATURE_HASHES)),
  mostClientKeys: z.number().int(),
  mostMastercardKeys: z.number().int(),
  destroyAfterDays: days,
  reminderDays: z.array(z.number().int()).describe("Days before expiry, descending."),
  unprovenActivation: z.enum(UNPROVEN_ACTIVATIONS),
  secondFactor: z.enum(SECOND_FACTORS).describe("Who of the partners must have a second factor."),
  operatorSecondFactor: z
    .enum(OPERATOR_SECOND_FACTORS)
    .describe("Must the provider's own people have one before they see or do anything?"),
});

/** How many former versions the page shows. */
const SHOWN = 20;

const versionAnswer = z.object({
  version: z.number().int(),
  changedAt: z.iso.datetime(),
  changedBy: z.string().describe("The operator's e-mail address."),
  before: policyAnswer.describe("What it took the place of, and what an undo brings back."),
  policy: policyAnswer,
});

const operatorAnswer = z.object({
  version: z.number().int().describe("0: the default, which nobody has changed yet."),
  policy: policyAnswer,
  history: z.array(versionAnswer).describe(`The newest ${SHOWN} versions, newest first.`),
  can: z.object({ change: abilityAnswer, undo: abilityAnswer }),
});

const version = z.number("Say which version you have seen.").int().min(0).max(2_147_483_646);
const TAGS = ["key-policy"];

export function keyPolicyRoutes(deps: KeyPolicyRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { database, clock } = deps;

    app.get(
      "/key-policy",
      {
        schema: {
          tags: TAGS,
          operationId: "readKeyPolicy",
          summary: "What the provider lays down for keys: sizes, lifetimes, limits",
          response: { 200: z.object({ policy: policyAnswer }), ...refusals("not-logged-in") },
        },
      },
      async (request) => {
        requireSignedIn(request);
        return { policy: answerOf(await readKeyPolicy(database)) };
      },
    );

    app.get(
      "/operator/key-policy",
      {
        schema: {
          tags: TAGS,
          operationId: "readKeyPolicyHistory",
          summary: "For operators: the policy in force, who laid it down, and those before it",
          response: {
            200: operatorAnswer,
            ...refusals("not-logged-in", "not-found", "second-factor-required"),
          },
        },
      },
      async (request) => {
        return describePolicy(database, requireOperator(request, "policy.read").operatorRole);
      },
    );

    app.put(
      "/operator/key-policy",
      {
        bodyLimit: 4_096,
        schema: {
          tags: TAGS,
          operationId: "changeKeyPolicy",
          summary: "For operators: lay down another policy for keys",
          description:
            "Send the version that you have seen; if somebody has changed it meanwhile, nothing is stored. New keys follow the new policy; those that exist keep their size and expiry.",
          body: z.object({ version, policy: keyPolicyFields }),
          response: {
            200: operatorAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "policy-changed",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "policy.change", clock());
        await changePolicy(deps, who, request.body);
        return describePolicy(database, who.signedIn.operatorRole);
      },
    );

    app.post(
      "/operator/key-policy/undo",
      {
        bodyLimit: 1_024,
        schema: {
          tags: TAGS,
          operationId: "undoKeyPolicy",
          summary: "For operators: bring back the values that were in force before",
          body: z.object({ version }),
          response: {
            200: operatorAnswer,
            ...refusals(
              "invalid-request",
              "not-logged-in",
              "not-found",
              "second-factor-required",
              "not-allowed",
              "policy-changed",
              "nothing-to-undo",
            ),
          },
        },
      },
      async (request) => {
        const who = operatorWhoOf(request, "policy.change", clock());
        await undoPolicy(deps, who, request.body.version);
        return describePolicy(database, who.signedIn.operatorRole);
      },
    );
  };
}

async function describePolicy(
  database: Database,
  role: OperatorRole,
): Promise<z.infer<typeof operatorAnswer>> {
  const versions = await newestPolicies(database, SHOWN + 1);
  const [newest] = versions;
  const valuesAt = (index: number) => {
    const stored = versions[index];
    return answerOf(stored === undefined ? DEFAULT_POLICY : valuesOf(stored));
  };
  return {
    version: newest?.version ?? 0,
    policy: valuesAt(0),
    history: versions.slice(0, SHOWN).map((stored, index) => ({
      version: stored.version,
      changedAt: stored.changedAt.toISOString(),
      changedBy: stored.changedByEmail,
      before: valuesAt(index + 1),
      policy: valuesAt(index),
    })),
    can: {
      change: operatorAbility(role, "policy.change"),
      undo: operatorAbility(role, "policy.change", newest === undefined ? "nothing-to-undo" : null),
    },
  };
}

function answerOf(policy: KeyPolicy): z.infer<typeof policyAnswer> {
  return {
    ...policy,
    allowedBits: [...policy.allowedBits],
    signatureHashes: [...policy.signatureHashes],
    reminderDays: [...policy.reminderDays],
  };
}
