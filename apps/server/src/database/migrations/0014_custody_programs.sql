CREATE TABLE "custody_programs" (
	"name" text PRIMARY KEY NOT NULL,
	"master_keys" text[] NOT NULL,
	"at" timestamp with time zone NOT NULL
);
