CREATE TABLE "key_schedules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"scheduled_by" text NOT NULL,
	"scheduled_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"reason" text,
	CONSTRAINT "key_schedules_ended" CHECK (("key_schedules"."ended_at" is null) = ("key_schedules"."outcome" is null)),
	CONSTRAINT "key_schedules_outcome" CHECK ("key_schedules"."outcome" in ('activated', 'cancelled', 'replaced', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "key_schedules" ADD CONSTRAINT "key_schedules_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_schedules" ADD CONSTRAINT "key_schedules_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_schedules" ADD CONSTRAINT "key_schedules_key_id_mastercard_encryption_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."mastercard_encryption_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "key_schedules_key_id_index" ON "key_schedules" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "key_schedules_at_index" ON "key_schedules" USING btree ("at") WHERE "key_schedules"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "key_schedules_one_pending" ON "key_schedules" USING btree ("environment_id") WHERE "key_schedules"."ended_at" is null;