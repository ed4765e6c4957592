import { Heading } from "../../ui/page.tsx";
import { WebhookPanel } from "./webhook-panel.tsx";

/** Where the provider's own programs are told what happens in every project. */
export function ProviderWebhooks() {
  return (
    <div className="stack wide">
      <Heading lead="Messages to the provider’s own programs about what happens in every project.">
        Webhooks
      </Heading>
      <WebhookPanel at="/operator/webhooks" />
    </div>
  );
}
