import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { moment } from "../../ui/format.ts";
import { Card, Refusal } from "../../ui/page.tsx";
import { useOwnerCall } from "./use-owner-call.tsx";

interface Linked {
  readonly service: { readonly name: string } | null;
  readonly linkedAt: string | null;
}

const KEY = ["identity"];

/** Linking the identity service to one's own account; nothing where none is set up. */
export function IdentityCard() {
  const read = useQuery({ queryKey: KEY, queryFn: () => get<Linked>("/accounts/me/identity") });
  const service = read.data?.service ?? null;
  if (read.isError) return <Refusal error={read.error} />;
  if (read.data === undefined || service === null) return null;
  const { linkedAt } = read.data;
  return (
    <Card
      title={`Log-in with ${service.name}`}
      explain="Linked, an identity there opens your account here as well. Your password stays."
    >
      <div className="stack">
        {linkedAt === null ? null : <p>Linked on {moment(linkedAt)}.</p>}
        <LinkForm linked={linkedAt !== null} service={service.name} />
      </div>
    </Card>
  );
}

function LinkForm(props: { readonly linked: boolean; readonly service: string }) {
  const [password, setPassword] = useState("");
  const { busy, error, field, run, asks } = useOwnerCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      if (props.linked) {
        await post("/accounts/me/identity/unlink", { password });
        setPassword("");
        await queries.invalidateQueries({ queryKey: KEY });
        return;
      }
      const begun = await post<{ address: string }>("/accounts/me/identity/begin", { password });
      window.location.assign(begun.address);
    });
  };
  return (
    <>
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label={`Password, to ${props.linked ? "unlink" : "link"} the identity`}
          type="password"
          autoComplete="current-password"
          value={password}
          wrong={field("/password")}
          onText={setPassword}
        />
        {field("/password") === null ? <Refusal error={error} /> : null}
        <div className="row">
          <button type="submit" className={`button ${props.linked ? "danger" : ""}`} disabled={busy}>
            {props.linked ? "Unlink" : `Link with ${props.service}`}
          </button>
        </div>
      </form>
      {asks}
    </>
  );
}
