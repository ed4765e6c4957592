import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post, put } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Card, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { AddDocument } from "./add-document.tsx";
import { inWords, type TimelineEntry } from "./answers.ts";
import { CommentForm } from "./comment-form.tsx";
import { LinkCompany } from "./link-company.tsx";
import { Timeline } from "./timeline.tsx";

interface CompanyRead {
  company: {
    kind: "own" | "client";
    legalName: string;
    address: Readonly<Record<string, string>> | null;
    verification: string;
    method: string | null;
    documents: { id: string; name: string }[];
    timeline: TimelineEntry[];
  } | null;
  identityService: { name: string } | null;
  can: { changeDetails: Ability; submit: Ability; link: Ability; addDocument: Ability; comment: Ability };
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
      <Documents projectId={props.projectId} read={props.read} />
      {company === null || company.timeline.length === 0 ? null : (
        <details>
          <summary>What was said</summary>
          <Timeline entries={company.timeline} />
          {can.comment.allowed ? (
            <CommentForm
              path={`/projects/${props.projectId}/company/comments`}
              to="The provider"
              queryKey={["project", props.projectId, "company"]}
            />
          ) : null}
        </details>
      )}
    </div>
  );
}

function Documents(props: { readonly projectId: string; readonly read: CompanyRead }) {
  const { company, can } = props.read;
  const documents = company?.documents ?? [];
  return (
    <>
      {documents.length === 0 ? null : (
        <ul className="plain" aria-label="Documents">
          {documents.map(({ id, name }) => (
            <li key={id}>
              <a href={`/api/v1/projects/${props.projectId}/company/documents/${id}`} download>
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {can.addDocument.allowed ? <AddDocument projectId={props.projectId} /> : null}
    </>
  );
}

const METHODS = [
  { value: "company-id", name: "By our company ID" },
  { value: "review", name: "By a review of documents" },
] as const;

function VerifyForm(props: { readonly projectId: string; readonly read: CompanyRead }) {
  const { company, can } = props.read;
  const asksDetails = can.changeDetails.allowed;
  const [legalName, setLegalName] = useState(company?.legalName ?? "");
  const [address, setAddress] = useState<Record<string, string>>({ ...company?.address });
  const [companyNumber, setNumber] = useState("");
  const [method, setMethod] = useState("company-id");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const at = `/projects/${props.projectId}/company`;
      if (asksDetails) await put(at, { legalName, address });
      await post(
        `${at}/verification`,
        method === "review" ? { method } : { method: "company-id", companyNumber },
      );
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
      <SelectField label="How" value={method} options={METHODS} onText={setMethod} />
      {method === "review" ? (
        <p className="soft small">Add a document below that shows the company’s name and address, first.</p>
      ) : (
        <TextField
          label="Company ID"
          hint="6 to 10 digits, by which the provider knows the business."
          inputMode="numeric"
          value={companyNumber}
          wrong={field("/companyNumber")}
          onText={setNumber}
        />
      )}
      <Refusal error={error} />
      <div className="row">
        <button type="submit" className="button primary" disabled={busy}>
          Ask for verification
        </button>
      </div>
    </form>
  );
}
