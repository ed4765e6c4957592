import { type FormEvent, useState } from "react";
import { SelectField, TextField } from "../../ui/field.tsx";
import { useAuditActions } from "./use-audit-log.ts";
import { type AuditView, dayOf, isFiltered, startOfDay } from "./view.ts";

const GROUPS: readonly { readonly begins: string; readonly name: string }[] = [
  { begins: "project", name: "Project" },
  { begins: "credential", name: "Credentials" },
  { begins: "client-encryption-key", name: "Client keys" },
  { begins: "mastercard-encryption-key", name: "Mastercard keys" },
  { begins: "account", name: "Accounts" },
  { begins: "key-policy", name: "Policy for keys" },
  { begins: "master-key", name: "Master keys" },
  { begins: "certificate-authority", name: "Issuing authority" },
  { begins: "audit-trail", name: "Exports" },
];

/** What is filtered by. It is asked for when it is sent, not at each letter; it comes anew with each view. */
export function FilterForm(props: {
  readonly view: AuditView;
  readonly forOperators: boolean;
  readonly onView: (view: AuditView) => void;
}) {
  const { view } = props;
  const [draft, setDraft] = useState(view);
  const actions = useAuditActions();
  const set = (name: keyof AuditView) => (text: string) => setDraft({ ...draft, [name]: text });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onView(draft);
  };
  const short = draft.q !== undefined && draft.q.trim() !== "" && draft.q.trim().length < 3;
  return (
    <form className="card filters" aria-label="Filters" onSubmit={submit} noValidate>
      <TextField
        label="Search"
        type="search"
        placeholder="name, alias, address …"
        value={draft.q ?? ""}
        maxLength={100}
        wrong={short ? "Search for 3 letters or more." : null}
        onText={set("q")}
      />
      <SelectField
        label="Event"
        value={draft.action ?? ""}
        onText={set("action")}
        options={optionsOf(actions.data ?? [], draft.action)}
      />
      <TextField
        label="Who"
        placeholder="ada@example.com"
        value={draft.actor ?? ""}
        maxLength={254}
        onText={set("actor")}
      />
      <TextField
        label="From"
        type="date"
        value={dayOf(draft.from)}
        onText={(day) => setDraft(withMoment(draft, "from", startOfDay(day)))}
      />
      <TextField
        label="To"
        type="date"
        value={dayOf(draft.to, 1)}
        onText={(day) => setDraft(withMoment(draft, "to", startOfDay(day, 1)))}
      />
      {props.forOperators ? (
        <>
          <TextField
            label="Project"
            placeholder="name or id"
            value={draft.project ?? ""}
            maxLength={100}
            onText={set("project")}
          />
          <TextField
            label="Company or client"
            value={draft.company ?? ""}
            maxLength={100}
            onText={set("company")}
          />
          <TextField
            label="Partner ID"
            inputMode="numeric"
            value={draft.partner ?? ""}
            maxLength={20}
            onText={set("partner")}
          />
        </>
      ) : null}
      <div className="row filter-answers">
        <button type="submit" className="button primary" disabled={short}>
          Show
        </button>
        {isFiltered(view) ? (
          <button type="button" className="button quiet" onClick={() => props.onView({})}>
            Show everything
          </button>
        ) : null}
        {view.subject === undefined ? null : (
          <span className="badge">
            Only about {view.subject}{" "}
            <button
              type="button"
              className="button quiet"
              aria-label={`Stop showing only ${view.subject}`}
              onClick={() => {
                const { subject: _, ...rest } = draft;
                props.onView(rest);
              }}
            >
              ×
            </button>
          </span>
        )}
      </div>
    </form>
  );
}

function withMoment(view: AuditView, name: "from" | "to", moment: string | undefined): AuditView {
  const { [name]: _, ...rest } = view;
  return moment === undefined ? rest : { ...rest, [name]: moment };
}

/** Groups before the events in them. An event that an address names and that isn't known here is kept. */
function optionsOf(
  actions: readonly { action: string; title: string }[],
  chosen: string | undefined,
): { value: string; name: string }[] {
  const grouped = GROUPS.flatMap(({ begins, name }) => {
    const those = actions.filter(({ action }) => action.startsWith(`${begins}.`));
    const one = those.map(({ action, title }) => ({ value: action, name: title }));
    return those.length < 2 ? one : [{ value: `${begins}.*`, name: `${name}: all` }, ...one];
  });
  const rest = actions
    .filter(({ action }) => !grouped.some(({ value }) => value === action))
    .map(({ action, title }) => ({ value: action, name: title }));
  const known = [{ value: "", name: "Everything" }, ...grouped, ...rest];
  return chosen === undefined || known.some(({ value }) => value === chosen)
    ? known
    : [...known, { value: chosen, name: chosen }];
}
