import { expect, test } from "vitest";
import { whyNotUrl } from "./why-not-url.ts";

const PUBLIC = { anyAddress: false, httpsOnly: false };

test.each(["https://hooks.example/in", "http://hooks.example:8443/in?token=1", "https://8.8.8.8/"])(
  "%s is an address that calls may go to",
  (url) => {
    expect(whyNotUrl(url, PUBLIC, "webhooks")).toBeNull();
  },
);

test.each([
  "",
  "hooks.example",
  "ftp://hooks.example/",
  "file:///etc/passwd",
  "https://user:secret@hooks.example/",
  "https://hooks.example/#part",
  "http://127.0.0.1/",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://10.1.2.3/",
  "http://169.254.169.254/latest/meta-data",
  "http://[::1]/",
  "http://[::ffff:10.0.0.1]/",
  "http://[fe80::1]/",
  "http://localhost:8080/",
  "http://LOCALHOST./",
  "http://desk.localhost/",
])("%s is none", (url) => {
  expect(whyNotUrl(url, PUBLIC, "webhooks")).not.toBeNull();
});

test("a private address is one where the settings allow it, and nothing goes in the clear in production", () => {
  expect(whyNotUrl("http://127.0.0.1:9000/", { anyAddress: true, httpsOnly: false }, "webhooks")).toBeNull();
  expect(
    whyNotUrl("http://hooks.example/", { anyAddress: true, httpsOnly: true }, "webhooks"),
  ).not.toBeNull();
});
