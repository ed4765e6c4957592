import type { CDPSession } from "playwright-core";
import { freePort } from "../program/free-port.ts";
import { type Started, startWithPerson } from "./start-with-person.ts";

export interface StartedWithPasskeys extends Started {
  readonly devices: CDPSession;
  readonly authenticatorId: string;
}

/** A program and a person whose browser has a device that keeps passkeys, and says yes to whatever it is asked. */
export async function startWithPasskeys(email: string): Promise<StartedWithPasskeys> {
  const port = await freePort();
  // Passkeys belong to a name, and a browser takes this one for safe without TLS.
  const started = await startWithPerson(email, {
    GATEHOUSE_PORT: String(port),
    GATEHOUSE_PUBLIC_URL: `http://localhost:${port}`,
  });
  const devices = await started.page.context().newCDPSession(started.page);
  await devices.send("WebAuthn.enable");
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { ...started, devices, authenticatorId };
}
