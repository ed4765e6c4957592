import { date } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton, StatusBadge } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { usePagedList } from "../../ui/use-paged-list.ts";

interface ListedProject {
  id: string;
  name: string;
  partner: { name: string } | null;
  client: string | null;
  commercialCountry: string;
  createdAt: string;
  archived: boolean;
  production: { status: "active" | "pending" | "suspended"; endsAt: string | null } | null;
}

/** For operators: everybody's projects. */
export function AllProjectsPage() {
  const { read, view, search, turn } = usePagedList<ListedProject>("/operator/projects", [
    "operator",
    "projects",
  ]);
  return (
    <div className="stack wide">
      <Heading lead="Everybody’s projects, the newest first.">Projects</Heading>
      <SearchField
        label="Search"
        hint="In names of projects, partners and their clients."
        onSearch={search}
      />
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.length === 0 ? <p className="soft">There is no such project.</p> : null}
      <ul className="list">
        {read.data?.items.map((one) => (
          <li key={one.id} className="item">
            <span className="row spread">
              <strong>{one.name}</strong>
              {one.production === null ? null : (
                <span className="row">
                  <span className="soft small">Production</span>
                  <Production production={one.production} />
                </span>
              )}
            </span>
            <span className="soft small">
              {one.partner?.name ?? "no company"}
              {one.client === null ? "" : ` for ${one.client}`} · {one.commercialCountry} · since{" "}
              {date(one.createdAt)}
              {one.archived ? " · archived" : ""}
            </span>
          </li>
        ))}
      </ul>
      <Pager page={view.page} onAPage={50} total={read.data?.total ?? 0} of="projects" onPage={turn} />
    </div>
  );
}

function Production(props: { readonly production: NonNullable<ListedProject["production"]> }) {
  const { status, endsAt } = props.production;
  if (endsAt !== null && Date.parse(endsAt) <= Date.now()) return <span className="badge bad">Ended</span>;
  return <StatusBadge status={status} />;
}
