import { Link, Outlet, useParams } from "@tanstack/react-router";
import { useMe } from "../api/use-me.ts";
import { Places } from "../ui/places.tsx";
import { SecondFactorNotice } from "./second-factor-notice.tsx";

const PLACES = [
  { to: "/projects/$id/summary", label: "Summary", exact: true },
  { to: "/projects/$id", label: "Credentials and keys", exact: true },
  { to: "/projects/$id/usage", label: "Usage", exact: true },
  { to: "/projects/$id/production", label: "Production", exact: true },
  { to: "/projects/$id/team", label: "Team", exact: false },
  { to: "/projects/$id/details", label: "Details", exact: false },
  { to: "/projects/$id/webhooks", label: "Webhooks", exact: false },
  { to: "/projects/$id/audit", label: "Audit log", exact: false },
] as const;

/** The frame of a project's pages: the way from one to the other. */
export function ProjectFrame() {
  const { id = "" } = useParams({ strict: false });
  const me = useMe();
  return (
    <>
      {me.data ? (
        <Places label="Project">
          {PLACES.map(({ to, label, exact }) => (
            <Link key={label} to={to} params={{ id }} activeOptions={{ exact, includeSearch: false }}>
              {label}
            </Link>
          ))}
        </Places>
      ) : null}
      {me.data ? <SecondFactorNotice projectId={id} /> : null}
      <Outlet />
    </>
  );
}
