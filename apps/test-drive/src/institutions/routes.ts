import type { FastifyPluginAsync } from "fastify";
import type { Context } from "../context.ts";
import { ApiError, institutionNotFound } from "../http/api-error.ts";
import { readId } from "../http/read-path.ts";
import { type Query, readPage, readText } from "../http/read-query.ts";
import { unixSeconds } from "../http/unix-seconds.ts";
import { describeBranding, describeInstitution } from "./describe-institution.ts";
import { asCountries, asProduct, filterInstitutions, pageOf } from "./rules.ts";
import type { Institutions } from "./store.ts";

interface OneInstitution {
  Params: { institutionId: string };
}

const LIST = "/institution/v2/institutions";

export function institutionRoutes(
  { clock }: Pick<Context, "clock">,
  institutions: Institutions,
): FastifyPluginAsync {
  const requireInstitution = (value: string) => {
    if (!/^\d+$/.test(value)) throw new ApiError(400, 10100, "Invalid parameter (institutionId)");
    const institution = institutions.find(readId(value) ?? 0);
    if (institution === undefined) throw institutionNotFound();
    return institution;
  };

  return async (app) => {
    app.get<{ Querystring: Query }>(LIST, async (request) => {
      const page = readPage(request.query);
      const found = filterInstitutions(institutions.all, {
        search: readText(request.query, "search"),
        product: asProduct(readText(request.query, "type")),
        countries: asCountries(readText(request.query, "supportedCountries")),
      });
      const shown = pageOf(found, page);
      return {
        found: found.length,
        displaying: shown.length,
        moreAvailable: page.start * page.limit < found.length,
        createdDate: unixSeconds(clock()),
        institutions: shown.map(describeInstitution),
      };
    });

    app.get<OneInstitution>(`${LIST}/:institutionId`, async (request) => ({
      institution: describeInstitution(requireInstitution(request.params.institutionId)),
    }));

    app.get<OneInstitution>(`${LIST}/:institutionId/branding`, async (request) => ({
      branding: describeBranding(requireInstitution(request.params.institutionId)),
    }));
  };
}
