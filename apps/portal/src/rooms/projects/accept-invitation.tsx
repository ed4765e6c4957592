import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { post } from "../../api/call.ts";
import type { Me, SeenInvitation } from "../../api/types.ts";
import { useMe } from "../../api/use-me.ts";
import { date } from "../../ui/format.ts";
import { linkToken } from "../../ui/link-token.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { JoinByLogIn } from "./join-by-log-in.tsx";
import { JoinBySignUp } from "./join-by-sign-up.tsx";
import { ROLE_EXPLAINED, ROLE_NAMES } from "./role-names.ts";

/** Where the link of an invitation leads: joins with the account that there is, or makes one. */
export function AcceptInvitation() {
  const token = linkToken();
  const me = useMe();
  const seen = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<SeenInvitation>("/invitations/read", { token }),
    retry: false,
    staleTime: 60_000,
  });
  return (
    <main className="page narrow stack" id="main">
      {seen.isPending || me.isPending ? <Skeleton /> : null}
      {seen.error === null && me.error === null ? null : (
        <>
          <Heading lead="It works once, for 7 days, and until it is withdrawn. Ask whoever invited you to send it again.">
            This link works no more
          </Heading>
          <Refusal error={seen.error ?? me.error} />
          <p>
            <Link to="/">Go to your projects</Link>
          </p>
        </>
      )}
      {seen.data !== undefined && me.data !== undefined ? (
        <Invited token={token} seen={seen.data} me={me.data} />
      ) : null}
    </main>
  );
}

function Invited(props: { readonly token: string; readonly seen: SeenInvitation; readonly me: Me | null }) {
  const { token, seen, me } = props;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const onJoined = async (projectId: string) => {
    await navigate({ to: "/projects/$id", params: { id: projectId }, replace: true });
    queries.removeQueries({ queryKey: ["invitation"] });
    await queries.resetQueries();
  };
  return (
    <>
      <Heading lead={`${seen.invitedBy} invites you to work on it.`}>
        {`Join the project “${seen.projectName}”`}
      </Heading>
      <dl className="facts">
        <dt>For</dt>
        <dd>{seen.email}</dd>
        <dt>Role</dt>
        <dd>
          {ROLE_NAMES[seen.role]} <span className="soft small">{ROLE_EXPLAINED[seen.role]}</span>
        </dd>
        <dt>Until</dt>
        <dd>{date(seen.expiresAt)}</dd>
      </dl>
      {me === null ? (
        seen.accountExists ? (
          <JoinByLogIn token={token} email={seen.email} onJoined={onJoined} />
        ) : (
          <JoinBySignUp token={token} onJoined={onJoined} />
        )
      ) : me.account.email === seen.email ? (
        <JoinAtOnce token={token} onJoined={onJoined} />
      ) : (
        <AsSomebodyElse email={me.account.email} invited={seen.email} />
      )}
    </>
  );
}

function JoinAtOnce(props: {
  readonly token: string;
  readonly onJoined: (projectId: string) => Promise<void>;
}) {
  const { busy, error, run } = useFormCall();
  const join = () =>
    run(async () => {
      const { projectId } = await post<{ projectId: string }>("/invitations/accept", { token: props.token });
      await props.onJoined(projectId);
    });
  return (
    <>
      <Refusal error={error} />
      <div className="row">
        <button type="button" className="button primary" disabled={busy} onClick={join}>
          Join project
        </button>
      </div>
    </>
  );
}

function AsSomebodyElse(props: { readonly email: string; readonly invited: string }) {
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const logOut = () =>
    run(async () => {
      await post("/accounts/log-out");
      queries.setQueryData(["me"], null);
    });
  return (
    <>
      <Callout kind="warn">
        You are logged in as {props.email}. This invitation is for {props.invited} alone.
      </Callout>
      <Refusal error={error} />
      <div className="row">
        <button type="button" className="button" disabled={busy} onClick={logOut}>
          Log out and go on
        </button>
      </div>
    </>
  );
}
