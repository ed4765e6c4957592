CREATE TABLE "usage_callers" (
	"environment_id" uuid NOT NULL,
	"caller" text NOT NULL,
	"said" text NOT NULL,
	"kids" jsonb NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_callers_environment_id_caller_pk" PRIMARY KEY("environment_id","caller"),
	CONSTRAINT "usage_callers_said" CHECK ("usage_callers"."said" in ('keys', 'nothing', 'unreadable'))
);
--> statement-breakpoint
ALTER TABLE "usage_callers" ADD CONSTRAINT "usage_callers_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_callers_last_seen_at_index" ON "usage_callers" USING btree ("last_seen_at");