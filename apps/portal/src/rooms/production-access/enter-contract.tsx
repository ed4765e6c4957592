import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { get, post } from "../../api/call.ts";
import { ChecksField, SelectField, TextField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { PLAN_NAMES } from "./answers.ts";
import { readDocument } from "./read-document.ts";

/** What a contract can be of. */
export interface ContractService {
  readonly id: string;
  readonly name: string;
  readonly products: readonly { readonly id: string; readonly name: string }[];
}

const PLANS = (["production", "test-drive-premium"] as const).map((value) => ({
  value,
  name: PLAN_NAMES[value],
}));
const EMPTY = { number: "", companyId: "", plan: "production", validFrom: "", validTo: "", executedOn: "" };

/** The form for a contract on paper. */
export function EnterContract(props: {
  readonly services: readonly ContractService[];
  readonly onEntered: (number: string) => void;
  readonly onCancel: () => void;
}) {
  const [search, setSearch] = useState("");
  const found = useQuery({
    queryKey: ["operator", "company-names", search],
    queryFn: () =>
      get<{ items: { id: string; legalName: string; partner: string | null }[] }>(
        `/operator/company-names?search=${encodeURIComponent(search)}`,
      ),
    placeholderData: keepPreviousData,
  });
  const [form, setForm] = useState(EMPTY);
  const [chosenService, setService] = useState<string | null>(null);
  const service =
    props.services.find(({ id }) => id === (chosenService ?? "open-finance-us")) ?? props.services[0];
  const [products, setProducts] = useState<string[]>([]);
  const [file, setFile] = useState<File | null>(null);
  const fileId = useId();
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const set = (name: keyof typeof EMPTY) => (text: string) => setForm({ ...form, [name]: text });
  const dateOr = (text: string) => (text === "" ? null : text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const days = { validTo: dateOr(form.validTo), executedOn: dateOr(form.executedOn) };
      const document = file === null ? null : await readDocument(file);
      await post("/operator/contracts", {
        contract: { ...form, ...days, apiService: service?.id, products },
        document,
      });
      await queries.invalidateQueries({ queryKey: ["operator"] });
      props.onEntered(form.number);
    });
  };
  const companies = [
    { value: "", name: "Choose the company" },
    ...(found.data?.items ?? []).map(({ id, legalName, partner }) => ({
      value: id,
      name: partner === null ? legalName : `${legalName}, client of ${partner}`,
    })),
  ];
  const day = (name: "validFrom" | "validTo" | "executedOn", label: string, hint?: string) => (
    <TextField
      type="date"
      label={label}
      hint={hint}
      value={form[name]}
      wrong={field(`/contract/${name}`)}
      onText={set(name)}
    />
  );
  return (
    <Card title="Enter a contract">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          label="Number"
          autoFocus
          value={form.number}
          wrong={field("/contract/number") ?? field("/number")}
          onText={set("number")}
        />
        <SearchField
          label="Find the company"
          hint="A partner, or a client of one; the 20 first are in the list below."
          onSearch={setSearch}
        />
        <SelectField
          label="Company"
          value={companies.some(({ value }) => value === form.companyId) ? form.companyId : ""}
          options={companies}
          wrong={field("/contract/companyId")}
          onText={set("companyId")}
        />
        <div className="grid-2">
          <SelectField label="Plan" value={form.plan} options={PLANS} onText={set("plan")} />
          <SelectField
            label="API service"
            value={service?.id ?? ""}
            options={props.services.map(({ id, name }) => ({ value: id, name }))}
            wrong={field("/contract/apiService")}
            onText={(id) => {
              setService(id);
              setProducts([]);
            }}
          />
        </div>
        <ChecksField
          legend="Products"
          value={products}
          choices={(service?.products ?? []).map(({ id, name }) => ({ value: id, name }))}
          wrong={field("/contract/products")}
          onChecks={setProducts}
        />
        <div className="grid-3">
          {day("validFrom", "First day")}
          {day("validTo", "Last day", "Empty: open.")}
          {day("executedOn", "Executed on", "Empty: not signed by both sides yet.")}
        </div>
        <div className="field">
          <label htmlFor={fileId}>Document</label>
          <input
            id={fileId}
            type="file"
            accept=".pdf,.png,.jpg,.jpeg"
            aria-describedby={`${fileId}-hint`}
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
          <span className="hint" id={`${fileId}-hint`}>
            PDF, PNG or JPEG, at most 2 MB. May be left out.
          </span>
        </div>
        <Refusal error={error} />
        <div className="row">
          <button type="submit" className="button primary" disabled={busy}>
            Enter the contract
          </button>
          <button type="button" className="button" disabled={busy} onClick={props.onCancel}>
            Cancel
          </button>
        </div>
      </form>
    </Card>
  );
}
