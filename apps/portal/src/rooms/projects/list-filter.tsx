import { SelectField, TextField } from "../../ui/field.tsx";

export interface ListView {
  readonly search: string;
  readonly sort: string;
  readonly archived: boolean;
}

const ORDERS = [
  { value: "newest", name: "Newest first" },
  { value: "oldest", name: "Oldest first" },
  { value: "name", name: "By name" },
];

/** What is shown of one's projects; it is asked for while it is typed. */
export function ListFilter(props: { readonly view: ListView; readonly onView: (view: ListView) => void }) {
  const { view, onView } = props;
  return (
    <search className="list-filter">
      <TextField
        label="Search"
        type="search"
        maxLength={64}
        value={view.search}
        onText={(search) => onView({ ...view, search })}
      />
      <SelectField
        label="Order"
        value={view.sort}
        options={ORDERS}
        onText={(sort) => onView({ ...view, sort })}
      />
      <label className="row check">
        <input
          type="checkbox"
          checked={view.archived}
          onChange={(event) => onView({ ...view, archived: event.currentTarget.checked })}
        />
        Archived ones
      </label>
    </search>
  );
}
