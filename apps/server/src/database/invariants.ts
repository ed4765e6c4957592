import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";

/**
 * What tables alone can't say, made anew after every migration: commercial countries never change, nor does a verified client company, a
 * project keeps an admin and no more members than it may have, and audit entries are neither changed nor removed, whoever asks.
 */
export async function installInvariants(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace function gatehouse_refuse() returns trigger language plpgsql as $$
    begin
      raise exception '%', tg_argv[0] using errcode = 'integrity_constraint_violation', constraint = tg_name;
    end $$`);
  await database.execute(sql`
    create or replace trigger projects_country_fixed before update of commercial_country on projects
    for each row when (old.commercial_country is distinct from new.commercial_country)
    execute function gatehouse_refuse('the commercial country of a project never changes')`);
  await keepVerifiedClients(database);
  await holdTeams(database);
  await keepFourEyes(database);
  await keepRestores(database);
  await keepGateByTwo(database);
  await keepAdministratorsByTwo(database);
  await database.execute(sql`
    create or replace trigger audit_entries_kept before update or delete on audit_entries
    for each row execute function gatehouse_refuse('audit entries are only ever added')`);
  await database.execute(sql`
    create or replace trigger audit_signatures_kept before update or delete on audit_signatures
    for each row execute function gatehouse_refuse('signatures of the audit trail are only ever added')`);
}

/**
 * A verified client company stays as it was found right, in its own row and in its project's. While it isn't verified its details may
 * change; a review that is under way ends by that, since it was about other details.
 */
async function keepVerifiedClients(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace trigger companies_verified_client_fixed before update on companies
    for each row when (
      old.kind = 'client' and old.verification = 'verified' and (
        new.kind, new.partner_id, new.name, new.address, new.company_number, new.verification
      ) is distinct from (
        old.kind, old.partner_id, old.name, old.address, old.company_number, old.verification
      ))
    execute function gatehouse_refuse('a verified client company never changes')`);
  await database.execute(sql`
    create or replace trigger companies_verified_client_kept before delete on companies
    for each row when (old.kind = 'client' and old.verification = 'verified')
    execute function gatehouse_refuse('a verified client company is never removed')`);
  await database.execute(sql`
    create or replace function gatehouse_client_changed() returns trigger language plpgsql as $$
    declare
      state text;
    begin
      select verification into state from companies where id = old.client_company_id for update;
      if state = 'verified' then
        raise exception 'a verified client company never changes'
          using errcode = 'integrity_constraint_violation', constraint = tg_name;
      end if;
      if state in ('in-review', 'more-information') then
        update companies set verification = 'unverified' where id = old.client_company_id;
        insert into company_events (id, company_id, at, side, author, kind)
        values (gen_random_uuid(), old.client_company_id, now(), 'partner', 'the project', 'details-changed');
      end if;
      return new;
    end $$`);
  await database.execute(sql`
    create or replace trigger projects_verified_client_fixed before update of client, purpose, client_company_id on projects
    for each row when (
      old.client_company_id is not null
      and (new.client, new.purpose, new.client_company_id) is distinct from (old.client, old.purpose, old.client_company_id))
    execute function gatehouse_client_changed()`);
}

async function holdTeams(database: Pick<Database, "execute">): Promise<void> {
  // The lock makes two changes of one team follow each other, so that the counts see what the other has left behind. It is taken here as
  // well, for whoever comes to the tables by another way. A project that is deleted has nobody in it.
  await database.execute(sql`
    create or replace function gatehouse_hold_team() returns trigger language plpgsql as $$
    declare
      project uuid := coalesce(new.project_id, old.project_id);
      admins bigint;
      invited_admins bigint;
      members bigint;
      invited bigint;
    begin
      perform 1 from projects where id = project and deleted_at is null for no key update;
      if not found then return null; end if;
      select count(*) filter (where role = 'admin'), count(*) into admins, members
        from project_members where project_id = project;
      select count(*) filter (where role = 'admin'), count(*) into invited_admins, invited
        from project_invitations where project_id = project;
      if admins = 0 then
        raise exception 'a project keeps an admin'
          using errcode = 'integrity_constraint_violation', constraint = 'project_keeps_an_admin';
      end if;
      if tg_op <> 'DELETE' and admins + invited_admins > 10 then
        raise exception 'a project has at most 10 admins, invitations counted'
          using errcode = 'integrity_constraint_violation', constraint = 'project_most_admins';
      end if;
      if tg_op = 'INSERT' and members + invited > 20 then
        raise exception 'a project has at most 20 members, invitations counted'
          using errcode = 'integrity_constraint_violation', constraint = 'project_most_members';
      end if;
      return null;
    end $$`);
  for (const table of ["project_members", "project_invitations"]) {
    await database.execute(
      sql.raw(`create or replace trigger ${table}_hold_team after insert or update or delete on ${table}
        for each row execute function gatehouse_hold_team()`),
    );
  }
}

/** Whoever has a part in a project is neither the first nor the second who approves its way to Production, and both are operators. */
async function keepFourEyes(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace function gatehouse_not_ones_own() returns trigger language plpgsql as $$
    begin
      if exists (
        select from project_members
        where project_id = new.project_id and account_id in (new.first_by, new.second_by)
      ) or exists (
        select from accounts where id in (new.first_by, new.second_by) and not operator
      ) then
        raise exception 'nobody approves a request of their own'
          using errcode = 'integrity_constraint_violation', constraint = tg_name;
      end if;
      return new;
    end $$`);
  await database.execute(sql`
    create or replace trigger production_requests_not_of_members
    before insert or update of first_by, second_by, project_id on production_requests
    for each row when (new.first_by is not null or new.second_by is not null)
    execute function gatehouse_not_ones_own()`);
}

/** A revoked Client Encryption Key is in use again by two operators alone, neither of them of its project; each revoke begins anew. */
async function keepRestores(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace function gatehouse_restore_by_two() returns trigger language plpgsql as $$
    begin
      if old.revoked_at is null then
        new.restore_reason := null;
        new.restore_asked_by := null;
        new.restore_asked_by_email := null;
        new.restore_asked_at := null;
        new.restore_confirmed_by := null;
        return new;
      end if;
      if new.restore_asked_by is null or new.restore_confirmed_by is null or exists (
        select from project_members
        where project_id = new.project_id and account_id in (new.restore_asked_by, new.restore_confirmed_by)
      ) or exists (
        select from accounts where id in (new.restore_asked_by, new.restore_confirmed_by) and not operator
      ) then
        raise exception 'two operators bring a revoked key back'
          using errcode = 'integrity_constraint_violation', constraint = tg_name;
      end if;
      return new;
    end $$`);
  await database.execute(sql`
    create or replace trigger client_encryption_keys_restored_by_two
    before update of revoked_at on client_encryption_keys
    for each row when ((old.revoked_at is null) <> (new.revoked_at is null))
    execute function gatehouse_restore_by_two()`);
}

/**
 * What the gate does with calls of an API service that Production rests on changes by two administrators: by a proposal that was made on the
 * version as it is, and confirmed. What was proposed stays as it was, and what is settled is settled.
 */
async function keepGateByTwo(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace trigger api_service_proposals_fixed before update on api_service_proposals
    for each row when (
      old.state <> 'open' or (
        new.service_id, new.version, new.before, new.after, new.proposed_by, new.proposed_by_email, new.proposed_at
      ) is distinct from (
        old.service_id, old.version, old.before, old.after, old.proposed_by, old.proposed_by_email, old.proposed_at
      ))
    execute function gatehouse_refuse('what was proposed stays as it was')`);
  await database.execute(sql`
    create or replace function gatehouse_proposal_by_two() returns trigger language plpgsql as $$
    begin
      if (select count(*) from accounts
        where id in (new.proposed_by, new.settled_by) and operator_role = 'administrator') <> 2 then
        raise exception 'two administrators change what the gate does'
          using errcode = 'integrity_constraint_violation', constraint = tg_name;
      end if;
      return new;
    end $$`);
  await database.execute(sql`
    create or replace trigger api_service_proposals_by_two before update of state on api_service_proposals
    for each row when (new.state = 'confirmed')
    execute function gatehouse_proposal_by_two()`);
  await database.execute(sql`
    create or replace function gatehouse_gate_by_two() returns trigger language plpgsql as $$
    begin
      if exists (
        select from environments join projects on projects.id = environments.project_id
        where environments.api_service = new.id and environments.type = 'production' and projects.deleted_at is null
      ) and not exists (
        select from api_service_proposals
        where service_id = new.id and version = old.version and state = 'confirmed'
      ) then
        raise exception 'two administrators change what the gate does'
          using errcode = 'integrity_constraint_violation', constraint = tg_name;
      end if;
      return new;
    end $$`);
  await database.execute(sql`
    create or replace trigger api_services_gate_by_two before update on api_services
    for each row when (
      (new.production_url, new.sandbox_url, new.payload_policy, new.request_field, new.response_field, new.field_level)
      is distinct from
      (old.production_url, old.sandbox_url, old.payload_policy, old.request_field, old.response_field, old.field_level))
    execute function gatehouse_gate_by_two()`);
}

/**
 * Where a desk has two administrators, an operator becomes another one by two of them. An account that comes in as an administrator isn't looked
 * at: that is the first one, or a row of a backup that is brought back.
 */
async function keepAdministratorsByTwo(database: Pick<Database, "execute">): Promise<void> {
  await database.execute(sql`
    create or replace function gatehouse_administrator_by_two() returns trigger language plpgsql as $$
    begin
      if (select count(*) from accounts where operator_role = 'administrator' and id <> new.id) >= 2 and (
        select count(*) from accounts
        where id in (new.administrator_asked_by, new.administrator_confirmed_by) and id <> new.id
          and operator_role = 'administrator'
      ) <> 2 then
        raise exception 'two administrators make another one'
          using errcode = 'integrity_constraint_violation', constraint = tg_name;
      end if;
      return new;
    end $$`);
  await database.execute(sql`
    create or replace trigger accounts_administrator_by_two before update of operator_role on accounts
    for each row when (new.operator_role = 'administrator' and old.operator_role is distinct from 'administrator')
    execute function gatehouse_administrator_by_two()`);
}
