import { useNavigate, useSearch } from "@tanstack/react-router";
import { Heading } from "../../ui/page.tsx";
import { EntryList } from "./entry-list.tsx";
import { FilterForm } from "./filter-form.tsx";
import { useAuditLog } from "./use-audit-log.ts";
import { type AuditView, isFiltered, queryOf, viewOf } from "./view.ts";

const AT = "/operator/audit";

/** The audit log over all projects and the provider's own operations, for operators. */
export function OperatorAudit() {
  const view = viewOf(useSearch({ strict: false }));
  const navigate = useNavigate();
  const log = useAuditLog(AT, view);
  const show = (next: AuditView) => navigate({ to: AT, search: viewOf({ ...next }) });
  return (
    <>
      <div className="page-head">
        <Heading lead="Who did what, in every project and at this desk, when and from where. Each export is written down here.">
          Audit log
        </Heading>
      </div>
      <div className="stack wide">
        <FilterForm key={queryOf(view)} view={view} forOperators={true} onView={show} />
        <div className="row">
          <a className="button" href="/api/v1/operator/audit/chains/operations.jsonl" download>
            Download the operations’ trail
          </a>
          {isFiltered(view) ? (
            <a className="button" href={`/api/v1/operator/audit-filtered.jsonl${queryOf(view)}`} download>
              Download what is shown
            </a>
          ) : null}
          <span className="soft small">
            Open an event to download the whole trail of its project, signed. What is filtered can’t be
            verified.
          </span>
        </div>
        <EntryList log={log} filtered={isFiltered(view)} onView={show} />
      </div>
    </>
  );
}
