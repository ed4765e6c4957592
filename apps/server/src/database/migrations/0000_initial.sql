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
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"number" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "gateway_heartbeats_at_index" ON "gateway_heartbeats" USING btree ("at");