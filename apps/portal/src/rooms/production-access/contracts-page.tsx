import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { get, post } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { ChecksField, SelectField, TextField } from "../../ui/field.tsx";
import { dayCount, moment } from "../../ui/format.ts";
import { Callout, Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { ShowMore } from "../../ui/show-more.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { useGrowingList } from "../../ui/use-growing-list.ts";
import { PLAN_NAMES, type Plan } from "./answers.ts";
import { readDocument } from "./read-document.ts";
import { WithdrawContract } from "./withdraw-contract.tsx";

interface Contracts {
  items: {
    id: string;
    number: string;
    company: string;
    apiService: string;
    plan: Plan;
    validFrom: string;
    validTo: string | null;
    executedOn: string | null;
    document: string | null;
    inForce: boolean;
    endsInDays: number | null;
    withdrawal: { at: string; by: string; reason: string } | null;
    can: { withdraw: Ability };
  }[];
  next: string | null;
  apiServices: { id: string; name: string; products: { id: string; name: string }[] }[];
  can: { enter: Ability };
}

/** For operators: the contracts on file, and a form to enter one. */
export function ContractsPage() {
  const read = useGrowingList<Contracts>("/operator/contracts", {}, ["operator", "contracts"]);
  const first = read.data?.pages[0];
  const items = read.data?.pages.flatMap((page) => page.items) ?? [];
  const [chosen, setChosen] = useState<Contracts["items"][number] | null>(null);
  return (
    <div className="stack wide">
      <Heading lead="An approval rests on an executed contract that is in force on the day.">
        Contracts
      </Heading>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {first?.can.enter.allowed ? <Enter services={first.apiServices} /> : null}
      {read.isSuccess && items.length === 0 ? <p className="soft">No contract is on file.</p> : null}
      {items.map((one) => (
        <section className="card" key={one.id} aria-label={`Contract ${one.number}`}>
          <h2>
            {one.number}{" "}
            {one.endsInDays === null ? null : (
              <span className={one.endsInDays <= 7 ? "badge bad" : "badge warn"}>
                Ends in {dayCount(one.endsInDays)}
              </span>
            )}
          </h2>
          <p className="soft">
            {one.company} · {first?.apiServices.find(({ id }) => id === one.apiService)?.name} ·{" "}
            {PLAN_NAMES[one.plan]} · {one.inForce ? "in force" : "not in force"} · from {one.validFrom} to{" "}
            {one.validTo ?? "an open end"} ·{" "}
            {one.executedOn === null ? "not executed" : `executed on ${one.executedOn}`}
          </p>
          {one.document === null ? null : (
            <p>
              <a href={`/api/v1/operator/contracts/${one.id}/document`} download>
                {one.document}
              </a>
            </p>
          )}
          {one.withdrawal === null ? null : (
            <Callout kind="bad">
              Withdrawn on {moment(one.withdrawal.at)} by {one.withdrawal.by}. Reason: {one.withdrawal.reason}
            </Callout>
          )}
          {one.can.withdraw.allowed ? (
            <div className="row card-foot">
              <button type="button" className="button danger" onClick={() => setChosen(one)}>
                Withdraw
              </button>
            </div>
          ) : null}
        </section>
      ))}
      <ShowMore list={read} />
      {chosen === null ? null : <WithdrawContract contract={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

const PLANS = (["production", "test-drive-premium"] as const).map((value) => ({
  value,
  name: PLAN_NAMES[value],
}));
const EMPTY = { number: "", companyId: "", plan: "production", validFrom: "", validTo: "", executedOn: "" };

function Enter(props: { readonly services: Contracts["apiServices"] }) {
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
  const [entered, setEntered] = useState(0);
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
      setForm(EMPTY);
      setProducts([]);
      setFile(null);
      setEntered(entered + 1);
      await queries.invalidateQueries({ queryKey: ["operator"] });
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
        <ChecksField
          legend="Products"
          value={products}
          choices={(service?.products ?? []).map(({ id, name }) => ({ value: id, name }))}
          wrong={field("/contract/products")}
          onChecks={setProducts}
        />
        {day("validFrom", "First day")}
        {day("validTo", "Last day", "Empty: open.")}
        {day("executedOn", "Executed on", "Empty: not signed by both sides yet.")}
        <div className="field">
          <label htmlFor={fileId}>Document</label>
          {/* A new field for each contract: the chosen file can't be taken out of one. */}
          <input
            key={entered}
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
        </div>
      </form>
    </Card>
  );
}
