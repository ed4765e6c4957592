import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiProblem, get, post, put } from "../../api/call.ts";
import type { KeyPolicyHistory } from "../../api/types.ts";
import { useMe } from "../../api/use-me.ts";
import { moment } from "../../ui/format.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { PolicyFields } from "./policy-fields.tsx";
import { formOf, type PolicyForm, policyOf } from "./policy-form.ts";
import { Differences, PolicyHistory } from "./policy-history.tsx";

const PATH = "/operator/key-policy";
const QUERY = ["operator", "key-policy"];

/** What the provider lays down for keys: the form, who last changed it, and the way back. */
export function KeyPolicyPage() {
  const read = useQuery({ queryKey: QUERY, queryFn: () => get<KeyPolicyHistory>(PATH) });
  const lead =
    "What holds for the keys of all partners. A change counts from the next key on; what it means for keys that exist stands beside each value.";
  return (
    <div className="stack wide">
      <Heading lead={lead}>Policy for keys</Heading>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {/* Another version is another form. */}
      {read.data === undefined ? null : <Form key={read.data.version} stored={read.data} />}
    </div>
  );
}

function Form(props: { readonly stored: KeyPolicyHistory }) {
  const { stored } = props;
  const me = useMe();
  const queries = useQueryClient();
  const [form, setForm] = useState<PolicyForm>(() => formOf(stored.policy));
  const { busy, error, run } = useFormCall();
  const provider = me.data?.provider.name ?? "Partner";
  const [last] = stored.history;
  const touched = JSON.stringify(form) !== JSON.stringify(formOf(stored.policy));
  const outdated = error instanceof ApiProblem && error.code === "policy-changed";
  const take = (answer: KeyPolicyHistory) => {
    queries.setQueryData(QUERY, answer);
    void queries.invalidateQueries({ queryKey: ["key-policy"] });
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      take(await put<KeyPolicyHistory>(PATH, { version: stored.version, policy: policyOf(form) }));
    });
  };
  const undo = () =>
    run(async () => take(await post<KeyPolicyHistory>(`${PATH}/undo`, { version: stored.version })));
  return (
    <form className="stack wide" onSubmit={save} noValidate>
      <section className="card stack" aria-label="In force">
        <div className="row spread">
          <p>
            {last === undefined ? (
              "The default is in force; nobody has changed it yet."
            ) : (
              <>
                Version {last.version} is in force. <strong>{last.changedBy}</strong> laid it down on{" "}
                {moment(last.changedAt)}.
              </>
            )}
          </p>
          {stored.can.undo.allowed ? (
            <button type="button" className="button" disabled={busy} onClick={undo}>
              Undo this change
            </button>
          ) : null}
        </div>
        {last === undefined ? null : <Differences from={last.before} to={last.policy} />}
      </section>
      <PolicyFields
        form={form}
        provider={provider}
        wrong={(field) => wrongOf(error, field)}
        onForm={setForm}
      />
      {stored.can.change.allowed ? (
        <div className="stack save-bar">
          <Refusal error={error} />
          <div className="row">
            <button type="submit" className="button primary" disabled={busy || !touched}>
              Save policy
            </button>
            {touched ? (
              <button type="button" className="button" onClick={() => setForm(formOf(stored.policy))}>
                Discard changes
              </button>
            ) : (
              <span className="soft small">Nothing is changed.</span>
            )}
            {outdated ? (
              <button
                type="button"
                className="button"
                onClick={() => queries.invalidateQueries({ queryKey: QUERY })}
              >
                Show the new values
              </button>
            ) : null}
          </div>
        </div>
      ) : (
        <Callout>You can read the policy, and not change it.</Callout>
      )}
      <PolicyHistory history={stored.history} />
    </form>
  );
}

/** What is said of a field or of a part of it, as of one of several reminders. */
function wrongOf(error: Error | null, field: string): string | null {
  if (!(error instanceof ApiProblem)) return null;
  const at = `/policy/${field}`;
  return error.fields.find(({ pointer }) => pointer === at || pointer.startsWith(`${at}/`))?.detail ?? null;
}
