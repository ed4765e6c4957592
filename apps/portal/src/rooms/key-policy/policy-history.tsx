import type { KeyPolicy, KeyPolicyHistory } from "../../api/types.ts";
import { moment } from "../../ui/format.ts";
import { Card } from "../../ui/page.tsx";
import { differences } from "./policy-form.ts";

/** What changed from one policy to the next. */
export function Differences(props: { readonly from: KeyPolicy; readonly to: KeyPolicy }) {
  return (
    <ul className="plain small">
      {differences(props.from, props.to).map(({ name, from, to }) => (
        <li key={name}>
          {name}: <strong>{to}</strong> <span className="soft">instead of {from}</span>
        </li>
      ))}
    </ul>
  );
}

/** Who laid down which version, newest first. */
export function PolicyHistory(props: { readonly history: KeyPolicyHistory["history"] }) {
  const { history } = props;
  const [, ...former] = history;
  if (former.length === 0) return null;
  return (
    <Card title="Former versions" explain="The audit log has all of them, with what was before and after.">
      <ul className="plain stack">
        {former.map(({ version, changedBy, changedAt, before, policy }) => (
          <li key={version}>
            <p className="small">
              Version {version} · {changedBy} · {moment(changedAt)}
            </p>
            <Differences from={before} to={policy} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
