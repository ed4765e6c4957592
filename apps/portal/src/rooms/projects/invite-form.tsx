import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import type { ProjectRole, Team } from "../../api/types.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Callout, Refusal } from "../../ui/page.tsx";
import { ROLE_EXPLAINED, ROLE_NAMES, WHY_NOT } from "./role-names.ts";
import { useTeamCall } from "./use-team.ts";

export function InviteForm(props: {
  readonly projectId: string;
  readonly can: Team["can"];
  readonly onSaid: (said: string) => void;
}) {
  const { inviteAdmin, inviteReadOnly } = props.can;
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<ProjectRole>("read-only");
  const { busy, error, field, change } = useTeamCall(props.projectId);
  if (!inviteReadOnly.allowed) {
    if (inviteReadOnly.reason === "second-factor-required") {
      return <p className="soft small">Inviting others waits for your second factor.</p>;
    }
    const why = WHY_NOT[inviteReadOnly.reason ?? ""];
    return why === undefined ? (
      <p className="soft small">Admins of the project can invite others.</p>
    ) : (
      <Callout>{why}</Callout>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(async () => {
      await post(`/projects/${props.projectId}/invitations`, { email, role });
      props.onSaid(`An invitation is on its way to ${email.trim()}.`);
      setEmail("");
    });
  };
  const noAdmin = inviteAdmin.allowed ? undefined : WHY_NOT[inviteAdmin.reason ?? ""];
  return (
    <form className="stack invite" onSubmit={submit} noValidate aria-label="Invite somebody">
      <div className="grid-2">
        <TextField
          label="E-mail"
          type="email"
          autoComplete="off"
          value={email}
          wrong={field("/email")}
          onText={setEmail}
        />
        <SelectField
          label="Role"
          hint={noAdmin ?? ROLE_EXPLAINED[role]}
          value={role}
          options={(["read-only", "admin"] as const)
            .filter((one) => one === "read-only" || inviteAdmin.allowed)
            .map((value) => ({ value, name: ROLE_NAMES[value] }))}
          onText={(text) => setRole(text === "admin" ? "admin" : "read-only")}
        />
      </div>
      {error !== null && field("/email") !== null ? null : <Refusal error={error} />}
      <div className="row">
        <button type="submit" className="button primary" disabled={busy}>
          Send invitation
        </button>
      </div>
    </form>
  );
}
