import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { get } from "../api/call.ts";
import type { Project } from "../api/types.ts";

const WITHHELD = "second-factor-required";

/** On a project's pages, where the provider's policy withholds from an admin what is done there: what to do about it, once. */
export function SecondFactorNotice(props: { readonly projectId: string }) {
  const { pathname } = useLocation();
  const { data } = useQuery({
    queryKey: ["project", props.projectId],
    queryFn: async () => (await get<{ project: Project }>(`/projects/${props.projectId}`)).project,
    retry: 1,
  });
  if (data === undefined) return null;
  const requests = pathname.endsWith("/production");
  const { edit, requestProduction } = data.can;
  if (edit.reason !== WITHHELD && !(requests && requestProduction.reason === WITHHELD)) return null;
  return (
    <aside className="callout warn project-notice" aria-label="Second factor">
      The provider asks for a second factor where Production is, so there are no changes to make here yet. Add
      an authenticator app or a passkey first, or log in with the passkey that you have.{" "}
      <Link to="/account">Open your account</Link>
      {". A key that others may know can be reported at once all the same."}
    </aside>
  );
}
