import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { TextArea } from "../../ui/field.tsx";
import { count, moment } from "../../ui/format.ts";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { type OperatorRole, ROLE_NAMES } from "./operator-roles.ts";
import { useOwnerCall } from "./use-owner-call.tsx";

export interface FoundAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string | null;
  readonly operatorRole: OperatorRole | null;
  readonly appSince: string | null;
  readonly recoveryCodesLeft: number;
  readonly passkeys: number;
  readonly can: { readonly resetSecondFactor: Ability };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  "own-request":
    "This is your own account. Another administrator resets it, or whoever runs the server at its command line: gatehouse second-factor reset.",
  "second-factor-required":
    "Resetting somebody’s needs one of your own: add an authenticator app or a passkey on the page of your account first. Whoever runs the server can do it at its command line: gatehouse second-factor reset.",
  "wrong-state": "There is nothing to reset: the password alone opens this account.",
};

/** What an account has besides its password, and taking it off. */
export function ResetSecondFactor(props: {
  readonly account: FoundAccount;
  readonly onDone: (account: FoundAccount) => void;
}) {
  const { account } = props;
  const { allowed, reason: whyNot = "" } = account.can.resetSecondFactor;
  return (
    <Card title={account.name}>
      <div className="stack">
        <dl className="facts">
          <dt>Address</dt>
          <dd>{account.email}</dd>
          <dt>{account.operatorRole === null ? "Company" : "Operator"}</dt>
          <dd>
            {account.operatorRole === null ? (account.company ?? "none") : ROLE_NAMES[account.operatorRole]}
          </dd>
          <dt>Authenticator app</dt>
          <dd>
            {account.appSince === null
              ? "none"
              : `since ${moment(account.appSince)}, ${count(account.recoveryCodesLeft)} recovery codes left`}
          </dd>
          <dt>Passkeys</dt>
          <dd>{account.passkeys === 0 ? "none" : count(account.passkeys)}</dd>
        </dl>
        {allowed ? (
          <ResetForm account={account} onDone={props.onDone} />
        ) : (
          <Callout>{WHY_NOT[whyNot] ?? "Only administrators can reset it."}</Callout>
        )}
      </div>
    </Card>
  );
}

function ResetForm(props: {
  readonly account: FoundAccount;
  readonly onDone: (account: FoundAccount) => void;
}) {
  const { id, name } = props.account;
  const [reason, setReason] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () =>
      props.onDone(await post<FoundAccount>(`/operator/accounts/${id}/reset-second-factor`, { reason })),
    );
  };
  return (
    <>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">
          Make sure that it is {name} who asks: call them at a number that you know, or see them. A mail
          proves little, since whoever reads their mails may have their password. Their sessions end, and they
          are told.
        </Callout>
        <TextArea
          label="How have you made sure?"
          hint="10 to 500 letters. The audit log keeps it."
          value={reason}
          wrong={field("/reason")}
          onText={setReason}
        />
        {field("/reason") === null ? <Refusal error={error} /> : null}
        <div className="row">
          <button type="submit" className="button danger" disabled={busy}>
            Reset the second factor
          </button>
        </div>
      </form>
      {asks}
    </>
  );
}
