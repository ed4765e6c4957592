import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Callout, Refusal, Skeleton } from "../../ui/page.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { RemoveApp } from "./remove-app.tsx";
import { RenewCodes } from "./renew-codes.tsx";
import { SetUpApp } from "./set-up-app.tsx";

interface State {
  readonly since: string | null;
  readonly recoveryCodesLeft: number;
}

const KEY = ["second-factor"];

export function AuthenticatorApp() {
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const state = useQuery({ queryKey: KEY, queryFn: () => get<State>("/accounts/me/second-factor") });
  // Everything: what was withheld for want of one is open now.
  const again = () => queries.invalidateQueries();
  if (codes !== null) return <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />;
  if (state.isPending) return <Skeleton />;
  if (state.isError) return <Refusal error={state.error} />;
  const { since, recoveryCodesLeft } = state.data;
  if (since === null) {
    return (
      <SetUpApp
        onDone={(made) => {
          setCodes(made);
          void again();
        }}
      />
    );
  }
  return (
    <div className="stack">
      <p>
        Set up on {moment(since)}. {recoveryCodesLeft} of 10 recovery codes are left.
      </p>
      {recoveryCodesLeft < 3 ? (
        <Callout kind="warn">Few recovery codes are left. Make new ones while you have the app.</Callout>
      ) : null}
      <div className="row">
        <RenewCodes
          onDone={(made) => {
            setCodes(made);
            void again();
          }}
        />
        <RemoveApp onDone={again} />
      </div>
    </div>
  );
}
