import { useState } from "react";
import type { EnvironmentType, MastercardKey, Project } from "../../api/types.ts";
import { ChoiceField } from "../../ui/field.tsx";
import { Callout, Card } from "../../ui/page.tsx";
import { AddRequest } from "./add-request.tsx";
import { certifyFor } from "./certify.ts";
import { GenerateKey } from "./generate-key.tsx";

type Way = "generate" | "request";

const WAYS: readonly { value: Way; name: string; explain: string }[] = [
  { value: "generate", name: "Generate in this browser", explain: "Made here, in a protected file for you" },
  {
    value: "request",
    name: "Bring a request (CSR)",
    explain: "The pair exists already, in your HSM for example",
  },
];

/** The ways to add a Mastercard Encryption Key: make the pair here, or bring the request of one that exists. */
export function AddKey(props: {
  readonly project: Project;
  readonly environment: EnvironmentType;
  readonly organization: string;
  readonly providerName: string;
  /** The compromised key that the new one is to replace at once. */
  readonly replaces: MastercardKey | null;
  readonly onHolding: (holding: boolean) => void;
  /** Null where the card can't be closed, since there is no key yet. */
  readonly onClose: (() => void) | null;
}) {
  const { project, replaces, onClose } = props;
  const [way, setWay] = useState<Way>("generate");
  const [holding, setHolding] = useState(false);
  const close = () => onClose?.();
  const certify = certifyFor(project.id, props.environment, replaces);
  return (
    <Card
      across
      title={
        replaces === null
          ? `Add a ${props.providerName} Encryption Key`
          : `Replace the compromised key “${replaces.alias}”`
      }
      explain="The private half stays with you, whichever way you choose."
    >
      <div className="stack">
        {replaces === null ? null : (
          <Callout kind="bad">
            As soon as the new key is made, answers are encrypted with it, “{replaces.alias}” is revoked for
            good, and your team and the provider are told. Programs without the new key can't read answers.
          </Callout>
        )}
        <fieldset disabled={holding}>
          <ChoiceField legend="How do you add it?" value={way} choices={WAYS} onChoice={setWay} />
        </fieldset>
        {way === "generate" ? (
          <GenerateKey
            project={project}
            organization={props.organization}
            certify={certify}
            onHolding={(held) => {
              setHolding(held);
              props.onHolding(held);
            }}
            onDone={close}
          />
        ) : (
          <AddRequest projectId={project.id} certify={certify} onAdded={close} />
        )}
        {onClose === null || holding ? null : (
          <div className="row">
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
          </div>
        )}
      </div>
    </Card>
  );
}
