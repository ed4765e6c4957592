import { type FormEvent, useState } from "react";
import { put } from "../../api/call.ts";
import { SelectField } from "../../ui/field.tsx";
import { Card, Refusal } from "../../ui/page.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { type Operation, SERVICES_PATH, type ServicePage } from "./service.ts";

/** Rows at a time: a large API has hundreds. */
const SHOWN = 50;
const EVERY_CONTRACT = "";

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

/** What can be called, and the product that a contract must hold for it. */
export function OperationsCard(props: {
  readonly page: ServicePage;
  readonly onPage: (page: ServicePage) => void;
}) {
  const { service, operations, can } = props.page;
  const [search, setSearch] = useState("");
  const [most, setMost] = useState(SHOWN);
  const [assigned, setAssigned] = useState<ReadonlyMap<string, string>>(new Map());
  const { busy, error, run } = useFormCall();
  const words = search.toLowerCase();
  const found = operations.filter((operation) =>
    `${nameOf(operation)} ${operation.summary ?? ""}`.toLowerCase().includes(words),
  );
  const options = [
    { value: EVERY_CONTRACT, name: "Every contract" },
    ...service.products.map(({ id, name }) => ({ value: id, name })),
  ];
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const changed = operations.flatMap((operation) => {
        const product = assigned.get(nameOf(operation));
        const { method, path } = operation;
        return product === undefined
          ? []
          : [{ method, path, product: product === EVERY_CONTRACT ? null : product }];
      });
      const body = { version: service.version, operations: changed };
      props.onPage(await put<ServicePage>(`${SERVICES_PATH}/${service.id}/operations`, body));
    });
  };
  const assign = (operation: Operation, product: string) => {
    const next = new Map(assigned);
    if (product === (operation.product ?? EVERY_CONTRACT)) next.delete(nameOf(operation));
    else next.set(nameOf(operation), product);
    setAssigned(next);
  };
  return (
    <Card
      title="Operations"
      explain="In Production a call is let through if the contract holds the product that its operation belongs to."
    >
      {operations.length === 0 ? (
        <p className="soft">
          {service.builtInList
            ? "The list that Gatehouse brings along knows them by their paths."
            : "There are none yet: import the API’s document."}
        </p>
      ) : (
        <form className="stack" onSubmit={save} noValidate>
          <SearchField label="Search" hint="In methods, paths and summaries." onSearch={setSearch} />
          {found.length === 0 ? <p className="soft">There is no such operation.</p> : null}
          <ul className="stack plain">
            {found.slice(0, most).map((operation) => (
              <li className="field" key={nameOf(operation)}>
                <SelectField
                  label={nameOf(operation)}
                  hint={operation.summary ?? undefined}
                  disabled={!can.change.allowed}
                  value={assigned.get(nameOf(operation)) ?? operation.product ?? EVERY_CONTRACT}
                  options={options}
                  onText={(product) => assign(operation, product)}
                />
              </li>
            ))}
          </ul>
          {found.length > most ? (
            <div className="row">
              <button type="button" className="button" onClick={() => setMost(most + SHOWN)}>
                Show more of {found.length}
              </button>
            </div>
          ) : null}
          <Refusal error={error} />
          {can.change.allowed ? (
            <div className="row">
              <button type="submit" className="button primary" disabled={busy || assigned.size === 0}>
                Save the assignment
              </button>
            </div>
          ) : null}
        </form>
      )}
    </Card>
  );
}
