import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { post } from "../../api/call.ts";
import type { Me } from "../../api/types.ts";
import { Callout, Heading, Skeleton } from "../../ui/page.tsx";
import { SecondStep } from "./second-step.tsx";

const LOG_IN = { heading: "Logging in", back: "Back to the log-in", to: "/log-in" } as const;

/** By what somebody went to the service for: what the page says, and where a refusal leads back to. */
const WAYS: Readonly<
  Record<
    string,
    { heading: string; back: string; to: "/account" | "/projects/$id/production" | "/log-in" | "/sign-up" }
  >
> = {
  "sign-up": { heading: "Signing up", back: "Back to the sign-up", to: "/sign-up" },
  link: { heading: "Linking your identity", back: "Back to your account", to: "/account" },
  company: {
    heading: "Verifying the company",
    back: "Back to the company",
    to: "/projects/$id/production",
  },
};

/** What the service has answered, taken out of the address at once, so that neither history nor a copied link keeps it. */
function takeAnswer(): string {
  const { search, pathname } = window.location;
  window.history.replaceState(window.history.state, "", pathname);
  return search;
}

/** Where the browser comes back to from the identity service; the state says from what for. */
export function IdentityPage() {
  const [query] = useState(takeAnswer);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [ticket, setTicket] = useState<string | null>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [purpose = "", projectId = ""] = (new URLSearchParams(query).get("state") ?? "").split(".");
  const { heading, back, to } = WAYS[purpose] ?? LOG_IN;

  const goOn = async (account: Me["account"]) => {
    await queries.resetQueries();
    await navigate({ to: account.operator ? "/operator" : "/", replace: true });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is brought once
  useEffect(() => {
    void bring().catch((error: Error) => setRefusal(error.message));
  }, []);
  async function bring(): Promise<void> {
    if (purpose === "company") {
      await post(`/projects/${projectId}/company/identity`, { query });
      await queries.invalidateQueries({ queryKey: ["project", projectId] });
      await navigate({ to: "/projects/$id/production", params: { id: projectId }, replace: true });
      return;
    }
    if (purpose === "link") {
      await post("/accounts/me/identity", { query });
      await queries.invalidateQueries({ queryKey: ["identity"] });
      await navigate({ to: "/account", replace: true });
      return;
    }
    if (purpose === "sign-up") {
      await goOn((await post<{ account: Me["account"] }>("/accounts/sign-up/identity", { query })).account);
      return;
    }
    const answer = await post<{
      account: Me["account"] | null;
      secondFactor: { ticket: string } | null;
    }>("/accounts/log-in/identity", { query });
    if (answer.account === null) setTicket(answer.secondFactor?.ticket ?? null);
    else await goOn(answer.account);
  }

  if (ticket !== null) {
    return <SecondStep ticket={ticket} onDone={goOn} onBack={() => void navigate({ to: "/log-in" })} />;
  }
  return (
    <main className="page narrow stack" id="main">
      <Heading>{heading}</Heading>
      {refusal === null ? (
        <Skeleton />
      ) : (
        <>
          <Callout kind="bad">{refusal}</Callout>
          <p>
            <Link to={to} params={{ id: projectId }} className="button">
              {back}
            </Link>
          </p>
        </>
      )}
    </main>
  );
}
