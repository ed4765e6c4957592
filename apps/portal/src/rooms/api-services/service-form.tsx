import { type FormEvent, useState } from "react";
import { ApiProblem, put } from "../../api/call.ts";
import { Callout, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { ProductFields } from "./product-fields.tsx";
import { QuestionFields } from "./question-fields.tsx";
import {
  changesGate,
  FIELD_NAMES,
  fieldsOf,
  SERVICES_PATH,
  type ServiceFields,
  type ServicePage,
  wrongOf,
} from "./service.ts";
import { DetailFields, GateFields } from "./service-fields.tsx";

/** The page shows what isn't there any more, or not yet. */
const OUTDATED = ["api-service-changed", "api-service-change-waits"];

/** All that an operator says of a service, saved together. */
export function ServiceForm(props: {
  readonly page: ServicePage;
  readonly onPage: (page: ServicePage) => void;
  readonly onOutdated: () => void;
}) {
  const { service, usedInProduction, can } = props.page;
  const stored = fieldsOf(service);
  const [form, setForm] = useState<ServiceFields>(stored);
  const { busy, error, run } = useFormCall();
  const touched = JSON.stringify(form) !== JSON.stringify(stored);
  const takesTwo = usedInProduction && changesGate(stored, form);
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      const body = { version: service.version, service: form };
      props.onPage(await put<ServicePage>(`${SERVICES_PATH}/${service.id}`, body));
    });
  };
  const set = (change: Partial<ServiceFields>) => setForm({ ...form, ...change });
  const fields = { form, wrong: (field: string) => wrongOf(error, field), onChange: set };
  return (
    <form className="stack wide" onSubmit={save} noValidate>
      <fieldset className="stack wide" disabled={!can.change.allowed}>
        <DetailFields {...fields} />
        <GateFields {...fields} takesTwo={usedInProduction} testDrive={service.testDrive} />
        <ProductFields {...fields} />
        <QuestionFields {...fields} />
      </fieldset>
      {can.change.allowed ? (
        <div className="stack save-bar">
          <Refusal error={error} />
          <div role="status">
            {props.page.warnings.map(({ field, detail }) => (
              <Callout key={field} kind="warn">
                {`${FIELD_NAMES[field]}: ${detail} It is kept all the same.`}
              </Callout>
            ))}
          </div>
          <div className="row">
            <button type="submit" className="button primary" disabled={busy || !touched}>
              {takesTwo ? "Propose the change" : "Save the service"}
            </button>
            {touched ? (
              <button type="button" className="button" onClick={() => setForm(stored)}>
                Discard changes
              </button>
            ) : (
              <span className="soft small">Nothing is changed.</span>
            )}
            {error instanceof ApiProblem && OUTDATED.includes(error.code) ? (
              <button type="button" className="button" onClick={props.onOutdated}>
                Show the new values
              </button>
            ) : null}
          </div>
        </div>
      ) : null}
    </form>
  );
}
