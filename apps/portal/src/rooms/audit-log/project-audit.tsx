import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { get } from "../../api/call.ts";
import type { Project } from "../../api/types.ts";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { ProjectCrumbs } from "../../ui/project-crumbs.tsx";
import { EntryList } from "./entry-list.tsx";
import { FilterForm } from "./filter-form.tsx";
import { useAuditLog } from "./use-audit-log.ts";
import { type AuditView, isFiltered, queryOf, viewOf } from "./view.ts";

/** The audit log of a project, for its members. */
export function ProjectAudit() {
  const { id } = useParams({ strict: false });
  const view = viewOf(useSearch({ strict: false }));
  const navigate = useNavigate();
  const me = useMe();
  const project = useQuery({
    queryKey: ["project", id],
    queryFn: async () => (await get<{ project: Project }>(`/projects/${id}`)).project,
    retry: false,
  });
  const log = useAuditLog(`/projects/${id}/audit`, view);
  const show = (next: AuditView) =>
    navigate({ to: "/projects/$id/audit", params: { id: id ?? "" }, search: viewOf({ ...next }) });
  if (me.isPending || project.isPending) return <Framed>{<Skeleton />}</Framed>;
  if (project.data === undefined) {
    return (
      <Framed>
        {me.data === null ? (
          <LogInFirst to="see this audit log" />
        ) : (
          <Refusal error={project.error ?? me.error} />
        )}
      </Framed>
    );
  }
  const at = `/api/v1/projects/${id}`;
  return (
    <Framed>
      <ProjectCrumbs id={project.data.id} />
      <div className="page-head">
        <Heading lead="Who did what in this project, when and from where. Nothing here can be changed or removed.">
          Audit log
        </Heading>
      </div>
      <div className="stack wide">
        <FilterForm key={queryOf(view)} view={view} forOperators={false} onView={show} />
        <div className="row">
          <a className="button" href={`${at}/audit.jsonl`} download>
            Download audit trail
          </a>
          {isFiltered(view) ? (
            <a className="button" href={`${at}/audit-filtered.jsonl${queryOf(view)}`} download>
              Download what is shown
            </a>
          ) : null}
          <span className="soft small">
            The trail as a whole is signed and can be checked without a server
            {isFiltered(view) ? "; a part of it can’t." : "."}
          </span>
        </div>
        <EntryList log={log} filtered={isFiltered(view)} onView={show} />
      </div>
    </Framed>
  );
}

function Framed(props: { readonly children: React.ReactNode }) {
  return (
    <main className="page" id="main">
      {props.children}
    </main>
  );
}
