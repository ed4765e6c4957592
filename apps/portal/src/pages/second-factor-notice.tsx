import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { get } from "../api/call.ts";
import type { Project } from "../api/types.ts";
import { ShowSecondFactor } from "../rooms/accounts/show-second-factor.tsx";

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
    <AskForSecondFactor
      look="project-notice"
      asked="The provider asks for a second factor where Production is, so there are no changes to make here yet."
      besides="A key that others may know can be reported at once all the same."
    />
  );
}

/**
 * Why a second factor is asked for, and the way to it: to show it here, or the page where one is added.
 *
 * @param besides what can be done without one
 */
export function AskForSecondFactor(props: {
  readonly asked: ReactNode;
  readonly besides?: ReactNode;
  readonly look?: string;
}) {
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    queryKey: ["second-factor"],
    queryFn: () => get<{ ways: readonly string[] }>("/accounts/me/second-factor"),
  });
  const hasOne = data !== undefined && data.ways.length > 0;
  return (
    <>
      <aside className={`callout warn stack ${props.look ?? ""}`} aria-label="Second factor">
        <p>
          {props.asked}{" "}
          {hasOne
            ? "Show the one that you have."
            : "Add an authenticator app or a passkey first, on the page of your account."}{" "}
          {props.besides}
        </p>
        <div className="row">
          {hasOne ? (
            <button type="button" className="button" onClick={() => setOpen(true)}>
              Show it now
            </button>
          ) : (
            <Link to="/account" className="button">
              Open your account
            </Link>
          )}
        </div>
      </aside>
      {open ? <ShowSecondFactor onShown={() => setOpen(false)} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
