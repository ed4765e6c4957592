/**
 * The schema's steps, in order, each applied once. A released step never changes; what is new is added at the end.
 * Usernames are unique in an environment whatever their case.
 */
export const STEPS: readonly string[] = [
  `
  create table test_drive.customers (
    environment_id uuid not null,
    id bigint not null,
    username text not null,
    first_name text,
    last_name text,
    phone text,
    email text,
    application_id text,
    created_at timestamptz not null,
    modified_at timestamptz not null,
    primary key (environment_id, id)
  );
  create unique index customers_username on test_drive.customers (environment_id, lower(username));

  create table test_drive.institution_logins (
    environment_id uuid not null,
    id bigint not null,
    customer_id bigint not null,
    institution_id integer not null,
    profile text not null,
    created_at timestamptz not null,
    aggregated_at timestamptz not null,
    primary key (environment_id, id),
    foreign key (environment_id, customer_id)
      references test_drive.customers (environment_id, id) on delete cascade
  );
  create unique index institution_logins_profile
    on test_drive.institution_logins (environment_id, customer_id, institution_id, profile);

  create table test_drive.accounts (
    environment_id uuid not null,
    id bigint not null,
    login_id bigint not null,
    slot integer not null check (slot >= 0),
    primary key (environment_id, id),
    foreign key (environment_id, login_id)
      references test_drive.institution_logins (environment_id, id) on delete cascade
  );
  create unique index accounts_of_login on test_drive.accounts (environment_id, login_id, slot);
  `,
];
