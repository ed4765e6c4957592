import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { z } from "zod";
import { ability, operatorAbility } from "../http/ability.ts";
import { operatorWhoOf, requireOperator, requireSignedIn, whoOf } from "../http/signed-in.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import type { WebhookDeps } from "./add.ts";
import type { Side } from "./side.ts";
import { sideRoutes } from "./side-routes.ts";

/** Webhooks of a project, and those of the provider, which hear of all projects: the same operations on both sides. */
export function webhookRoutes(deps: WebhookDeps & { readonly clock: () => Date }): FastifyPluginAsync {
  return async (app) => {
    await app.register(sideRoutes(deps, projectSide(deps)));
    await app.register(sideRoutes(deps, providerSide(deps)));
  };
}

function projectSide({ database, clock }: WebhookDeps & { readonly clock: () => Date }): Side {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  return {
    at: "/projects/:id/webhooks",
    name: (operation) => operation,
    params: { id: z.uuid() },
    tags: ["webhooks"],
    of: "a project",
    readRefused: [],
    async read(request) {
      const signedIn = requireSignedIn(request);
      const membership = await requireRole(database, signedIn, idOf(request), "webhook.read");
      const standing = await standingOf(database, signedIn, membership);
      return { owner: membership.project.id, change: ability(standing, "webhook.change") };
    },
    async change(request) {
      const who = whoOf(request, clock());
      const { project } = await requireRole(database, who.signedIn, idOf(request), "webhook.change");
      return { owner: project.id, who };
    },
  };
}

function providerSide({ clock }: { readonly clock: () => Date }): Side {
  return {
    at: "/operator/webhooks",
    name: (operation) => operation.replace("Webhook", "ProviderWebhook"),
    params: {},
    tags: ["operator"],
    of: "the provider",
    readRefused: ["second-factor-required"],
    async read(request) {
      const { operatorRole } = requireOperator(request, "provider-webhook.read");
      return { owner: null, change: operatorAbility(operatorRole, "provider-webhook.change") };
    },
    async change(request) {
      return { owner: null, who: operatorWhoOf(request, "provider-webhook.change", clock()) };
    },
  };
}
