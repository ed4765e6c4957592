import { type FormEvent, useState } from "react";
import { post } from "../../api/call.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { ROLE_NAMES } from "./operator-roles.ts";

const ROLES = (["reviewer", "administrator"] as const).map((value) => ({ value, name: ROLE_NAMES[value] }));
const EMPTY = { name: "", email: "", role: "reviewer" };

/** Makes an account for another one of the provider's people, who gets a link by mail. */
export function AddOperator(props: {
  /** Does it take two administrators to make another one? */
  readonly takeTwo: boolean;
  readonly onDone: (said: string) => Promise<void>;
}) {
  const [form, setForm] = useState(EMPTY);
  const { busy, error, field, run } = useFormCall();
  const set = (name: keyof typeof EMPTY) => (text: string) => setForm({ ...form, [name]: text });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post("/operator/operators", form);
      const waits = props.takeTwo && form.role === "administrator";
      setForm(EMPTY);
      await props.onDone(
        `A link by which ${form.name} chooses a password is on its way to ${form.email}.${waits ? " They are a reviewer until another administrator confirms the role." : ""}`,
      );
    });
  };
  return (
    <Card title="Add an operator" explain="They get a link by mail, and choose their password there.">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField label="Name" value={form.name} wrong={field("/name")} onText={set("name")} />
        <TextField
          label="E-mail"
          type="email"
          value={form.email}
          wrong={field("/email")}
          onText={set("email")}
        />
        <SelectField
          label="Role"
          hint={
            props.takeTwo
              ? "An administrator is a reviewer first, until another administrator has confirmed the role."
              : undefined
          }
          value={form.role}
          options={ROLES}
          onText={set("role")}
        />
        <Refusal error={error} />
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Add operator
          </button>
        </div>
      </form>
    </Card>
  );
}
