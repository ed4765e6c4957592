import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { get } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ImportDocument } from "./import-document.tsx";
import { OperationsCard } from "./operations-card.tsx";
import { PROPOSAL_CARD, ProposalCard } from "./proposal-card.tsx";
import { SERVICES_PATH, SERVICES_QUERY, type ServicePage } from "./service.ts";
import { ServiceForm } from "./service-form.tsx";

/** For operators: a service with its operations, products and questions. */
export function OneService() {
  const { serviceId = "" } = useParams({ strict: false });
  const query = [...SERVICES_QUERY, serviceId];
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: query,
    queryFn: () => get<ServicePage>(`${SERVICES_PATH}/${serviceId}`),
  });
  const take = (page: ServicePage) => {
    queries.setQueryData(query, page);
    void queries.invalidateQueries({ queryKey: SERVICES_QUERY, exact: true });
  };
  return (
    <div className="stack wide">
      <p className="crumbs">
        <Link to="/operator/api-services">API services</Link>
      </p>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data === undefined ? null : (
        <Whole
          page={read.data}
          onPage={take}
          onOutdated={() => queries.invalidateQueries({ queryKey: query })}
        />
      )}
    </div>
  );
}

function Whole(props: {
  readonly page: ServicePage;
  readonly onPage: (page: ServicePage) => void;
  readonly onOutdated: () => void;
}) {
  const { page, onPage, onOutdated } = props;
  const { service, proposal, can } = page;
  useLeadTo(proposal?.id ?? null);
  const { document } = service;
  const said =
    document === null
      ? service.builtInList
        ? "Its calls are told apart by the list that Gatehouse brings along, until a document is imported."
        : "No document has been imported yet."
      : `Operations from “${document.title}” ${document.version}, imported on ${moment(document.importedAt)}.`;
  return (
    <>
      <Heading lead={`${service.id} · ${service.offered ? "offered" : "not offered"} · ${said}`}>
        {service.name}
      </Heading>
      {can.change.allowed ? null : <Callout>You can read the catalogue, and not change it.</Callout>}
      {service.sandbox === "none" ? (
        <Callout kind="warn">
          Nothing answers in its Sandbox yet, so partners can’t choose it, and the gate answers calls of
          Sandbox and Test Drive Premium with NO_SANDBOX. Give its address for Sandbox below.
        </Callout>
      ) : null}
      {proposal === null ? null : (
        <ProposalCard
          key={proposal.id}
          service={service}
          proposal={proposal}
          onPage={onPage}
          onOutdated={onOutdated}
        />
      )}
      {/* Another version is another form, and what was proposed is stored in none. */}
      <ServiceForm
        key={`form ${service.version} ${proposal?.id}`}
        page={page}
        onPage={onPage}
        onOutdated={onOutdated}
      />
      <OperationsCard key={`operations ${service.version}`} page={page} onPage={onPage} />
      {can.change.allowed ? (
        <ImportDocument key={`document ${service.version}`} page={page} onPage={onPage} />
      ) : null}
    </>
  );
}

/** What was just proposed stands above the form: the focus goes there, so that readers of the screen hear what became of it. */
function useLeadTo(proposal: string | null): void {
  const seen = useRef(proposal);
  useEffect(() => {
    if (proposal !== null && proposal !== seen.current) document.getElementById(PROPOSAL_CARD)?.focus();
    seen.current = proposal;
  }, [proposal]);
}
