import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "./testing/desk.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

test("the OpenAPI document knows every route, what it takes and what it refuses", async () => {
  const document = (await desk.app.inject({ url: "/api/v1/openapi.json" })).json();
  const routes = Object.entries<Record<string, { operationId: string; responses: object }>>(document.paths)
    .filter(([path]) => path.startsWith("/api/v1/accounts/"))
    .flatMap(([, methods]) =>
      Object.values(methods).map((route) => [route.operationId, Object.keys(route.responses)]),
    );
  expect(Object.fromEntries(routes)).toEqual({
    signUp: ["202", "400", "429", "503"],
    confirmEmail: ["200", "400", "401", "429", "503"],
    logIn: ["200", "400", "401", "429", "503"],
    logInBySecondFactor: ["200", "400", "401", "429", "503"],
    readIdentityService: ["200"],
    beginLogInByIdentity: ["200", "404", "429", "503"],
    logInByIdentity: ["200", "400", "401", "403", "404", "429", "503"],
    beginSignUpByIdentity: ["200", "400", "404", "429", "503"],
    signUpByIdentity: ["201", "400", "401", "403", "404", "409", "429", "503"],
    readIdentity: ["200", "401"],
    beginLinkIdentity: ["200", "400", "401", "403", "404", "429", "503"],
    linkIdentity: ["204", "400", "401", "403", "404", "409", "503"],
    unlinkIdentity: ["204", "400", "401", "403", "404", "429", "503"],
    readSecondFactor: ["200", "401"],
    beginSecondFactor: ["200", "400", "401", "403", "409", "429", "503"],
    confirmSecondFactor: ["200", "400", "401", "403", "404", "409", "429", "503"],
    showSecondFactor: ["204", "400", "401", "404", "429", "503"],
    beginLogInByPasskey: ["200", "404", "429"],
    logInByPasskey: ["200", "400", "404", "429"],
    listPasskeys: ["200", "401"],
    beginPasskey: ["200", "400", "401", "403", "404", "409", "429", "503"],
    addPasskey: ["204", "400", "401", "403", "404", "409"],
    beginShowPasskey: ["200", "401", "404", "429"],
    showPasskey: ["204", "400", "401", "404", "429"],
    renamePasskey: ["204", "400", "401", "404"],
    removePasskey: ["204", "400", "401", "403", "404", "429", "503"],
    readEmailChange: ["200", "401"],
    beginEmailChange: ["202", "400", "401", "403", "409", "429", "503"],
    cancelEmailChange: ["204", "401", "404"],
    confirmEmailChange: ["200", "400", "429"],
    renewRecoveryCodes: ["200", "400", "401", "403", "404", "429", "503"],
    removeSecondFactor: ["204", "400", "401", "403", "404", "429", "503"],
    changePassword: ["204", "400", "401", "403", "429", "503"],
    listSessions: ["200", "401"],
    endSession: ["204", "401", "404"],
    endOtherSessions: ["200", "401"],
    logOut: ["204"],
    forgotPassword: ["202", "400", "429"],
    resetPassword: ["200", "400", "429", "503"],
    signUpFirstOperator: ["201", "400", "429", "503"],
    readMe: ["200", "401"],
  });
  const body = document.paths["/api/v1/accounts/sign-up"].post.requestBody.content["application/json"].schema;
  expect(body.required).toEqual(["name", "company", "email", "password"]);
  expect(document.components.schemas.Problem.required).toContain("detail");
});

test("requests with a body that is no object are refused plainly", async () => {
  for (const body of [[], "x", 1, null, true]) {
    const response = await desk.app.inject({
      method: "POST",
      url: "/api/v1/accounts/log-in",
      headers: { "x-gatehouse-client": "1", "content-type": "application/json" },
      payload: JSON.stringify(body),
    });
    expect([response.statusCode, response.json().code]).toEqual([400, "invalid-request"]);
  }
});
