CREATE TABLE "usage_hours" (
	"subject_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"project_id" uuid NOT NULL,
	"calls" bigint NOT NULL,
	CONSTRAINT "usage_hours_subject_id_hour_pk" PRIMARY KEY("subject_id","hour")
);
--> statement-breakpoint
CREATE TABLE "usage_minutes" (
	"subject_id" uuid NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"project_id" uuid NOT NULL,
	"calls" bigint NOT NULL,
	CONSTRAINT "usage_minutes_subject_id_minute_pk" PRIMARY KEY("subject_id","minute")
);
--> statement-breakpoint
CREATE TABLE "usage_operations" (
	"credential_id" uuid NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"operation" text NOT NULL,
	"status_class" integer NOT NULL,
	"encrypted" boolean NOT NULL,
	"project_id" uuid NOT NULL,
	"calls" bigint NOT NULL,
	"milliseconds" bigint NOT NULL,
	CONSTRAINT "usage_operations_pk" PRIMARY KEY("credential_id","hour","operation","status_class","encrypted")
);
--> statement-breakpoint
CREATE TABLE "usage_sources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gateway" text NOT NULL,
	"number" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_spans" (
	"subject_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"first_used_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "usage_hours" ADD CONSTRAINT "usage_hours_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_minutes" ADD CONSTRAINT "usage_minutes_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_operations" ADD CONSTRAINT "usage_operations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_spans" ADD CONSTRAINT "usage_spans_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_hours_project_id_hour_index" ON "usage_hours" USING btree ("project_id","hour");--> statement-breakpoint
CREATE INDEX "usage_hours_hour_index" ON "usage_hours" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "usage_minutes_project_id_minute_index" ON "usage_minutes" USING btree ("project_id","minute");--> statement-breakpoint
CREATE INDEX "usage_minutes_minute_index" ON "usage_minutes" USING btree ("minute");--> statement-breakpoint
CREATE INDEX "usage_operations_project_id_hour_index" ON "usage_operations" USING btree ("project_id","hour");--> statement-breakpoint
CREATE INDEX "usage_operations_hour_index" ON "usage_operations" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "usage_sources_at_index" ON "usage_sources" USING btree ("at");--> statement-breakpoint
CREATE INDEX "usage_spans_project_id_index" ON "usage_spans" USING btree ("project_id");