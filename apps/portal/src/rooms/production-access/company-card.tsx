import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post, put } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { TextField } from "../../ui/field.tsx";
import { Card, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { inWords } from "./answers.ts";
import { LinkCompany } from "./link-company.tsx";

interface CompanyRead {
  company: {
    kind: "own" | "client";
    legalName: string;
    address: Readonly<Record<string, string>> | null;
    verification: string;
    method: string | null;
  } | null;
  identityService: { name: string } | null;
  can: { changeDetails: Ability; submit: Ability; link: Ability };
}

const ADDRESS = [
  { id: "line1", label: "Street and number" },
  { id: "city", label: "City" },
  { id: "postalCode", label: "Postal code" },
  { id: "country", label: "Country, two letters" },
] as const;

/** The company that must be verified: by the word of an identity service, or by its company ID. */
export function CompanyCard(props: { readonly projectId: string }) {
  const read = useQuery({
    queryKey: ["project", props.projectId, "company"],
    queryFn: () => get<CompanyRead>(`/projects/${props.projectId}/company`),
  });
  return (
    <Card title="Company" explain="The provider verifies it once. A verified client company never changes.">
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data === undefined ? null : <Shown projectId={props.projectId} read={read.data} />}
    </Card>
  );
}

function Shown(props: { readonly projectId: string; readonly read: CompanyRead }) {
  const { company, can, identityService } = props.read;
  return (
    <div className="stack">
      <p>
        <strong>{company?.legalName ?? "Your client"}</strong>:{" "}
        {inWords(company?.verification ?? "unverified")}
        {company?.verification === "verified" && company.method === "linked"
          ? ", at once, by the identity service that vouches for it"
          : null}
      </p>
      {can.link.allowed && identityService !== null ? (
        <LinkCompany projectId={props.projectId} service={identityService.name} />
      ) : null}
      {can.submit.allowed ? <VerifyForm projectId={props.projectId} read={props.read} /> : null}
    </div>
  );
}

function VerifyForm(props: { readonly projectId: string; readonly read: CompanyRead }) {
  const { company, can } = props.read;
  const asksDetails = can.changeDetails.allowed;
  const [legalName, setLegalName] = useState(company?.legalName ?? "");
  const [address, setAddress] = useState<Record<string, string>>({ ...company?.address });
  const [companyNumber, setNumber] = useState("");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const at = `/projects/${props.projectId}/company`;
      if (asksDetails) await put(at, { legalName, address });
      await post(`${at}/verification`, { method: "company-id", companyNumber });
      await queries.invalidateQueries({ queryKey: ["project", props.projectId] });
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {asksDetails ? (
        <>
          <TextField label="Legal name" value={legalName} wrong={field("/legalName")} onText={setLegalName} />
          {ADDRESS.map(({ id, label }) => (
            <TextField
              key={id}
              label={label}
              value={address[id] ?? ""}
              wrong={field(`/address/${id}`)}
              onText={(text) => setAddress({ ...address, [id]: text })}
            />
          ))}
        </>
      ) : null}
      <TextField
        label="Company ID"
        hint="6 to 10 digits, by which the provider knows the business."
        inputMode="numeric"
        value={companyNumber}
        wrong={field("/companyNumber")}
        onText={setNumber}
      />
      <Refusal error={error} />
      <div className="row">
        <button type="submit" className="button primary" disabled={busy}>
          Ask for verification
        </button>
      </div>
    </form>
  );
}
