import { date, daysUntil, shortId } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { usePagedList } from "../../ui/use-paged-list.ts";

interface ListedKey {
  id: string;
  type: "client" | "mastercard";
  kid: string;
  alias: string | null;
  active: boolean;
  notAfter: string;
  expired: boolean;
  project: { name: string };
  partner: string | null;
  environment: "sandbox" | "production";
}

/** For operators: everybody's keys, those first that expire first. */
export function KeysByExpiryPage() {
  const { read, view, search, turn } = usePagedList<ListedKey>("/operator/keys", ["operator", "keys"]);
  return (
    <div className="stack wide">
      <Heading lead="Everybody’s keys that are not revoked: those that have expired or expire next come first.">
        Keys by expiry
      </Heading>
      <SearchField
        label="Search"
        hint="A project, a partner, an alias, or the beginning of a key ID."
        onSearch={search}
      />
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.length === 0 ? <p className="soft">There is no such key.</p> : null}
      <ul className="list">
        {read.data?.items.map((key) => (
          <li key={key.id} className="item">
            <span className="row spread">
              <strong>{key.alias === null ? `Client key ${shortId(key.kid)}` : `“${key.alias}”`}</strong>
              <Expiry expiring={key} />
            </span>
            <span className="soft small">
              {key.project.name} · {key.partner ?? "no company"} ·{" "}
              {key.environment === "sandbox" ? "Sandbox" : "Production"}
              {key.active ? "" : " · not active"} · expires on {date(key.notAfter)}
            </span>
          </li>
        ))}
      </ul>
      <Pager page={view.page} onAPage={50} total={read.data?.total ?? 0} of="keys" onPage={turn} />
    </div>
  );
}

function Expiry({ expiring: key }: { readonly expiring: ListedKey }) {
  if (key.expired) return <span className="badge bad">Expired</span>;
  const days = Math.max(0, daysUntil(key.notAfter, new Date()));
  return <span className={`badge ${days <= 30 ? "warn" : ""}`}>{days} days</span>;
}
