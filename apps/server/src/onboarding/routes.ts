import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { offeredServices } from "../api-services/store.ts";
import { countries } from "../companies/countries.ts";
import { issuedAnswer, issuedOf } from "../encryption-keys/answers.ts";
import { mastercardKeysOf } from "../encryption-keys/store.ts";
import { requireSignedIn, whoOf } from "../http/signed-in.ts";
import { PROJECT_ROLES } from "../permissions.ts";
import { refusals } from "../problems/refusals.ts";
import { requireRole } from "../projects/require-role.ts";
import { standingOf } from "../projects/require-second-factor.ts";
import { nameKey, projectNameField } from "../projects/rules.ts";
import { companyOf, environmentsOf, listProjects, nameIsTaken, PROJECT_ORDERS } from "../projects/store.ts";
import { type CreateProjectDeps, createProject } from "./create-project.ts";
import { describeProject, projectAnswer } from "./describe-project.ts";
import { idempotencyHeaders, takeIdempotencyKey } from "./idempotency-key.ts";
import { newProjectFields } from "./new-project.ts";

export interface OnboardingRoutesDeps extends CreateProjectDeps {
  readonly gatewayUrl: () => string;
  readonly clock: () => Date;
}

const TAGS = ["projects"];
const params = z.object({ id: z.uuid() });

export function onboardingRoutes(deps: OnboardingRoutesDeps): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();

    const describe = async (request: FastifyRequest, projectId: string) => {
      const signedIn = requireSignedIn(request);
      const membership = await requireRole(deps.database, signedIn, projectId, "project.read");
      const { project } = membership;
      const standing = await standingOf(deps.database, signedIn, membership);
      const company = await companyOf(deps.database, project);
      return describeProject(deps, project, standing, company?.encryptionKeysEnabled ?? false, deps.clock());
    };

    app.get(
      "/api-services",
      {
        schema: {
          tags: TAGS,
          operationId: "listApiServices",
          summary: "The API services a project can be made for, and the countries of the world for addresses",
          response: {
            200: z.object({
              items: z.array(
                z.object({
                  id: z.string(),
                  name: z.string(),
                  region: z.string(),
                  description: z.string(),
                  commercialCountries: z.array(z.string()),
                }),
              ),
              countries: z.array(z.object({ code: z.string(), name: z.string() })),
            }),
            ...refusals("not-logged-in"),
          },
        },
      },
      async (request) => {
        requireSignedIn(request);
        return {
          items: (await offeredServices(deps.database)).map(
            ({ id, name, region, description, commercialCountries }) => ({
              id,
              name,
              region,
              description,
              commercialCountries,
            }),
          ),
          countries: countries(),
        };
      },
    );

    app.post(
      "/projects",
      {
        bodyLimit: 64 * 1024,
        preValidation: takeIdempotencyKey,
        schema: {
          tags: TAGS,
          operationId: "createProject",
          summary: "Create a project with its Sandbox, credentials and keys",
          description:
            "Repeating a request with the same draftId, or the same Idempotency-Key header in its place, gives the project that it made, with 200; another request under it is refused.",
          headers: idempotencyHeaders,
          body: newProjectFields,
          response: {
            200: z.object({ project: projectAnswer, issued: issuedAnswer.nullable() }),
            201: z.object({ project: projectAnswer, issued: issuedAnswer.nullable() }),
            ...refusals(
              "invalid-request",
              "invalid-commercial-country",
              "invalid-csr",
              "encryption-keys-not-enabled",
              "project-name-already-exists",
              "projects-max-exceeded",
              "draft-already-used",
              "not-logged-in",
              "too-many-attempts",
              "unavailable",
            ),
          },
        },
      },
      async (request, reply) => {
        const who = whoOf(request, deps.clock());
        const { projectId, created } = await createProject(deps, who, request.body);
        const project = await describe(request, projectId);
        return reply.code(created ? 201 : 200).send({
          project,
          issued: request.body.mastercardEncryptionKey === undefined ? null : await issued(projectId),
        });
      },
    );

    /** The certificate of the project's first Mastercard Encryption Key, which the page puts into the key file. */
    const issued = async (projectId: string): Promise<z.infer<typeof issuedAnswer> | null> => {
      const [sandbox] = await environmentsOf(deps.database, projectId);
      const [key] = sandbox === undefined ? [] : await mastercardKeysOf(deps.database, sandbox.id);
      return key === undefined ? null : issuedOf(deps.authority, key);
    };

    app.post(
      "/projects/check-name",
      {
        bodyLimit: 4_096,
        schema: {
          tags: TAGS,
          operationId: "checkProjectName",
          summary: "Is this name free in the account?",
          body: z.object({ name: projectNameField }),
          response: {
            200: z.object({ available: z.boolean() }),
            ...refusals("invalid-request", "not-logged-in"),
          },
        },
      },
      async (request) => ({
        available: !(await nameIsTaken(
          deps.database,
          requireSignedIn(request).id,
          nameKey(request.body.name),
        )),
      }),
    );

    app.get(
      "/projects",
      {
        schema: {
          tags: TAGS,
          operationId: "listProjects",
          summary: "The projects you are a member of",
          querystring: z.object({
            search: z
              .string()
              .max(64, "A search has at most 64 letters.")
              .trim()
              .default("")
              .describe("In the names of project and client company."),
            archived: z.enum(["true", "false"]).default("false"),
            sort: z.enum(PROJECT_ORDERS, "Sort by newest, oldest or name.").default("newest"),
          }),
          response: {
            200: z.object({
              items: z.array(
                z.object({
                  id: z.uuid(),
                  name: z.string(),
                  purpose: z.enum(["self", "client"]),
                  clientName: z.string().nullable(),
                  createdAt: z.iso.datetime(),
                  archivedAt: z.iso.datetime().nullable(),
                  role: z.enum(PROJECT_ROLES),
                }),
              ),
              total: z.number().int(),
            }),
            ...refusals("invalid-request", "not-logged-in"),
          },
        },
      },
      async (request) => {
        const { archived, ...view } = request.query;
        const items = await listProjects(deps.database, requireSignedIn(request).id, {
          ...view,
          archived: archived === "true",
        });
        return {
          items: items.map(({ project, role }) => ({
            id: project.id,
            name: project.name,
            purpose: project.purpose,
            clientName: project.client?.legalName ?? null,
            createdAt: project.createdAt.toISOString(),
            archivedAt: project.archivedAt?.toISOString() ?? null,
            role,
          })),
          total: items.length,
        };
      },
    );

    app.get(
      "/projects/:id",
      {
        schema: {
          tags: TAGS,
          operationId: "getProject",
          summary: "A project with its environments, credentials and keys",
          params,
          response: { 200: z.object({ project: projectAnswer }), ...refusals("not-found", "not-logged-in") },
        },
      },
      async (request) => ({ project: await describe(request, request.params.id) }),
    );
  };
}
