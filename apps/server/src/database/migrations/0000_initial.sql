CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"company_id" uuid,
	"operator" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "accounts_email" UNIQUE("email"),
	CONSTRAINT "accounts_email_lower_case" CHECK ("accounts"."email" = lower("accounts"."email")),
	CONSTRAINT "accounts_company" CHECK ("accounts"."operator" or "accounts"."company_id" is not null)
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"window_ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "one_time_links" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"account_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "one_time_links_purpose" CHECK ("one_time_links"."purpose" in ('reset-password', 'first-operator'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_ups" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"company_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entries" (
	"chain" text NOT NULL,
	"number" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"account_id" uuid,
	"address" text NOT NULL,
	"request_id" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_entries_chain_number_pk" PRIMARY KEY("chain","number"),
	CONSTRAINT "audit_entries_chain_previous_unique" UNIQUE("chain","previous")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"chain" text PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "certificate_authorities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"certificate" "bytea" NOT NULL,
	"private_key" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "companies" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"encryption_keys_enabled" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "companies_kind" CHECK ("companies"."kind" in ('own', 'client'))
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"description" text NOT NULL,
	"partner_id" text NOT NULL,
	"app_key_hash" "bytea" NOT NULL,
	"secrets" jsonb NOT NULL,
	"wrapped_app_key" jsonb,
	"wrapped_secret" jsonb,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "credentials_partner_id" UNIQUE("partner_id"),
	CONSTRAINT "credentials_app_key" UNIQUE("app_key_hash")
);
--> statement-breakpoint
CREATE TABLE "master_keys" (
	"fingerprint" text PRIMARY KEY NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "client_encryption_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"kid" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"certificate_sha256" text NOT NULL,
	"certificate_sha1" text NOT NULL,
	"bits" integer NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"private_key" jsonb,
	CONSTRAINT "client_encryption_keys_kid" UNIQUE("project_id","kid")
);
--> statement-breakpoint
CREATE TABLE "key_activations" (
	"key_id" uuid NOT NULL,
	"from" timestamp with time zone NOT NULL,
	"to" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mastercard_encryption_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"kid" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"certificate_sha256" text NOT NULL,
	"certificate_sha1" text NOT NULL,
	"bits" integer NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"alias" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"active" boolean NOT NULL,
	CONSTRAINT "mastercard_encryption_keys_kid" UNIQUE("project_id","kid"),
	CONSTRAINT "mastercard_encryption_keys_active_not_revoked" CHECK (not ("mastercard_encryption_keys"."active" and "mastercard_encryption_keys"."revoked_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "gateway_heartbeats" (
	"gateway" text PRIMARY KEY NOT NULL,
	"applied" bigint NOT NULL,
	"applied_at" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_book" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"number" bigint NOT NULL,
	"entry" jsonb,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "key_book_kind_id_pk" PRIMARY KEY("kind","id"),
	CONSTRAINT "key_book_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "key_book_head" (
	"single" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"number" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"good_until" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"sent_at" timestamp with time zone,
	"given_up_at" timestamp with time zone,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "environments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"type" text NOT NULL,
	"plan" text NOT NULL,
	"status" text NOT NULL,
	"payload_policy" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "environments_type" UNIQUE("project_id","type"),
	CONSTRAINT "environments_plan" CHECK (("environments"."type" = 'sandbox') = ("environments"."plan" = 'test-drive'))
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"project_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"role" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	CONSTRAINT "project_members_project_id_account_id_pk" PRIMARY KEY("project_id","account_id"),
	CONSTRAINT "project_members_role" CHECK ("project_members"."role" in ('admin', 'read-only'))
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"draft_hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"purpose" text NOT NULL,
	"client" jsonb,
	"api_service" text NOT NULL,
	"commercial_country" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "projects_name" UNIQUE("account_id","name_key"),
	CONSTRAINT "projects_draft" UNIQUE("account_id","draft_id"),
	CONSTRAINT "projects_client" CHECK (("projects"."purpose" = 'client') = ("projects"."client" is not null))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_links" ADD CONSTRAINT "one_time_links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD CONSTRAINT "client_encryption_keys_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "client_encryption_keys" ADD CONSTRAINT "client_encryption_keys_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_activations" ADD CONSTRAINT "key_activations_key_id_mastercard_encryption_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."mastercard_encryption_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mastercard_encryption_keys" ADD CONSTRAINT "mastercard_encryption_keys_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mastercard_encryption_keys" ADD CONSTRAINT "mastercard_encryption_keys_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_company_id_index" ON "accounts" USING btree ("company_id");--> statement-breakpoint
CREATE INDEX "attempts_window_ends_at_index" ON "attempts" USING btree ("window_ends_at");--> statement-breakpoint
CREATE INDEX "one_time_links_account_id_index" ON "one_time_links" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sessions_account_id_index" ON "sessions" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sessions_expires_at_index" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_ups_email_created_at_index" ON "sign_ups" USING btree ("email","created_at");--> statement-breakpoint
CREATE INDEX "sign_ups_expires_at_index" ON "sign_ups" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "credentials_environment_id_index" ON "credentials" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "client_encryption_keys_environment_id_index" ON "client_encryption_keys" USING btree ("environment_id");--> statement-breakpoint
CREATE INDEX "key_activations_key_id_index" ON "key_activations" USING btree ("key_id");--> statement-breakpoint
CREATE UNIQUE INDEX "key_activations_one_open" ON "key_activations" USING btree ("key_id") WHERE "key_activations"."to" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "mastercard_encryption_keys_one_active" ON "mastercard_encryption_keys" USING btree ("environment_id") WHERE "mastercard_encryption_keys"."active";--> statement-breakpoint
CREATE INDEX "gateway_heartbeats_at_index" ON "gateway_heartbeats" USING btree ("at");--> statement-breakpoint
CREATE INDEX "mails_due_at_index" ON "mails" USING btree ("due_at") WHERE "mails"."sent_at" is null and "mails"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "mails_queued_at_index" ON "mails" USING btree ("queued_at");--> statement-breakpoint
CREATE INDEX "project_members_account_id_index" ON "project_members" USING btree ("account_id");