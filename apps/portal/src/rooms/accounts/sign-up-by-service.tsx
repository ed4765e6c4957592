import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post } from "../../api/call.ts";
import { TextField } from "../../ui/field.tsx";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import type { Ways } from "./other-ways-in.tsx";

/** Signing up by an identity service that has verified one's address; nothing where nobody can. */
export function SignUpByService() {
  const [company, setCompany] = useState("");
  const { busy, error, field, run } = useFormCall();
  const read = useQuery({
    queryKey: ["identity-service"],
    queryFn: () => get<Ways>("/accounts/identity-service"),
    staleTime: 600_000,
  });
  const service = read.data?.service ?? null;
  if (service === null || !service.signUp) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const body = company.trim() === "" ? {} : { company };
      const { address } = await post<{ address: string }>("/accounts/sign-up/identity/begin", body);
      window.location.assign(address);
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-label={`Sign up with ${service.name}`}>
      <p className="soft small">
        {service.name} tells your name and your e-mail address, if it has verified it. You need no password.
      </p>
      <TextField
        label={service.namesCompany ? `Where you work, if ${service.name} doesn’t say it` : "Where you work"}
        autoComplete="organization"
        value={company}
        wrong={field("/company")}
        onText={setCompany}
      />
      {field("/company") === null ? <Refusal error={error} /> : null}
      <button type="submit" className="button" disabled={busy}>
        Sign up with {service.name}
      </button>
    </form>
  );
}
