import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { post } from "../api/call.ts";
import { useMe } from "../api/use-me.ts";
import { Bell } from "../rooms/notices/bell.tsx";
import { KeyStoreNotice } from "./key-store-notice.tsx";

export function Shell() {
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const logOut = async () => {
    await post("/accounts/log-out");
    await navigate({ to: "/log-in" });
    await queries.resetQueries();
  };
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <header className="topbar">
        <Link to="/" className="brand">
          <img src="/favicon.svg" alt="" width="22" height="22" />
          <span className="name">Gatehouse</span>
        </Link>
        <span className="spacer" />
        {me.data ? (
          <>
            {me.data.account.operator ? (
              <Link to="/operator" className="small to-console" aria-label="Operators’ console">
                <span className="wide">Operators’ console</span>
                <span className="short">Console</span>
              </Link>
            ) : null}
            <Bell />
            <Link to="/account" className="who" aria-label={`Your account, ${me.data.account.email}`}>
              <span className="wide">{me.data.account.email}</span>
              <span className="short">Account</span>
            </Link>
            <button type="button" className="button quiet" onClick={logOut}>
              Log out
            </button>
          </>
        ) : null}
      </header>
      {me.data ? <KeyStoreNotice /> : null}
      <Outlet />
    </div>
  );
}
