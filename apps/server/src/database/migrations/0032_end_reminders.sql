CREATE TABLE "end_reminders" (
	"environment_id" uuid NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"days" integer NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "end_reminders_environment_id_ends_at_days_pk" PRIMARY KEY("environment_id","ends_at","days"),
	CONSTRAINT "end_reminders_days" CHECK ("end_reminders"."days" > 0)
);
--> statement-breakpoint
ALTER TABLE "end_reminders" ADD CONSTRAINT "end_reminders_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;