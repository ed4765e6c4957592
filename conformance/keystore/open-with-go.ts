import { execFile } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { onceInRun } from "../../apps/server/src/database/testing/once-in-run.ts";
import type { Found } from "./tools.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;
/** The first build compiles Go's own library as well. */
const BUILD_TIMEOUT_MS = 110_000;

/** Both ways of the library into a file: Decode, which the published Go client library uses, and ToPEM, which tells the alias. */
const PROGRAM = `package main

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"os"

	"golang.org/x/crypto/pkcs12"
)

type found struct {
	Alias        string \`json:"alias"\`
	Certificate  string \`json:"certificate"\`
	Key          string \`json:"key"\`
	Certificates int    \`json:"certificates"\`
}

func main() {
	file, err := os.ReadFile(os.Args[2])
	check(err)
	password := os.Getenv("KEYSTORE_PASSWORD")
	var out found
	if os.Args[1] == "decode" {
		key, certificate, err := pkcs12.Decode(file, password)
		check(err)
		der, err := x509.MarshalPKCS8PrivateKey(key)
		check(err)
		out = found{"", digest(certificate.Raw), pemOf("PRIVATE KEY", der), 1}
	} else {
		blocks, err := pkcs12.ToPEM(file, password)
		check(err)
		for _, block := range blocks {
			if block.Type == "PRIVATE KEY" {
				out.Key = pemOf("RSA PRIVATE KEY", block.Bytes)
				out.Alias = block.Headers["friendlyName"]
			} else {
				out.Certificates++
				out.Certificate = digest(block.Bytes)
			}
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

func digest(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

func pemOf(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
`;

/** Built once in a run, from the libraries that Debian packages, without a network. */
async function program(): Promise<string> {
  const folder = await onceInRun("go-program", async (place) => {
    await writeFile(join(place, "open.go"), PROGRAM);
    const env = { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", CGO_ENABLED: "0" };
    const [source, binary] = [join(place, "open.go"), join(place, "open")];
    await run("go", ["build", "-o", binary, source], { env, timeout: BUILD_TIMEOUT_MS });
  });
  return join(folder, "open");
}

async function open(way: "decode" | "to-pem", file: string, password: string): Promise<Found> {
  const env = { ...process.env, KEYSTORE_PASSWORD: password };
  const { stdout } = await run(await program(), [way, file], { env, timeout: TIMEOUT_MS });
  const { key, alias, ...found } = JSON.parse(stdout) as Record<"key" | "alias" | "certificate", string> & {
    certificates: number;
  };
  return { ...found, alias: alias === "" ? null : alias, privateKey: createPrivateKey(key) };
}

export function openWithGo(file: string, password: string): Promise<Found> {
  return open("decode", file, password);
}

export function openWithGoToPem(file: string, password: string): Promise<Found> {
  return open("to-pem", file, password);
}
