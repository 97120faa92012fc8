// Holds a description to the rules of redocly.yaml: node lint.mjs openapi.json

import { fileURLToPath } from "node:url";
import { formatProblems, getTotals, lint, loadConfig } from "@redocly/openapi-core";

const configPath = fileURLToPath(new URL("redocly.yaml", import.meta.url));
const config = await loadConfig({ configPath });
const problems = await lint({ ref: process.argv[2], config });
const totals = getTotals(problems);
formatProblems(problems, { totals, version: "1" });
process.exitCode = totals.errors + totals.warnings === 0 ? 0 : 1;
