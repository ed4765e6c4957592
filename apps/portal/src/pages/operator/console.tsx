import { Link, Outlet } from "@tanstack/react-router";
import { ApiProblem } from "../../api/call.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { Places } from "../../ui/places.tsx";
import { NotFound } from "../not-found.tsx";
import { AskForSecondFactor } from "../second-factor-notice.tsx";
import { placesOf, useConsole } from "./use-console.ts";

/** The frame of the operators' pages: its navigation, and the page. Others are shown what any unknown address shows. */
export function Console() {
  const opened = useConsole();
  if (opened.error instanceof ApiProblem && opened.error.status === 404) return <NotFound />;
  if (opened.data === undefined) {
    const stranger = opened.error instanceof ApiProblem && opened.error.status === 401;
    return (
      <main className="page" id="main">
        {opened.isPending ? <Skeleton /> : null}
        {stranger ? <LogInFirst to="see this page" /> : <Refusal error={opened.error} />}
      </main>
    );
  }
  if (opened.data.owesSecondFactor) {
    return (
      <main className="page stack" id="main">
        <Heading>Operators’ console</Heading>
        <AskForSecondFactor asked="A second factor is asked of everybody at this desk, since it is about all partners: until you have shown one there is nothing to see or do here." />
      </main>
    );
  }
  return (
    <>
      <Places label="Operators' console">
        <Link to="/operator" activeOptions={{ exact: true }}>
          Overview
        </Link>
        {placesOf(opened.data).map(({ to, label, short }) => (
          <Link key={label} to={to} aria-label={short === undefined ? undefined : label}>
            {short ?? label}
          </Link>
        ))}
      </Places>
      <main className="page" id="main">
        <Outlet />
      </main>
    </>
  );
}
