import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Tests of what runs on web standards alone: the same files run in Node and inside workerd. */
const bothRuntimes = ["test/edge/**/*.test.ts", "test/personalisation/**/*.test.ts"];

export default defineConfig({
  test: {
    isolate: false,
    // Many tests wait for sockets, browsers and other processes, and leave their core to one more.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // As long as other tests can keep all cores busy.
    expect: { poll: { timeout: 10_000 } },
    reporters: ["default", "./test/support/summary-reporter.ts", "./test/support/run-log/reporter.ts"],
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["test/**/*.test.ts"],
          setupFiles: ["./test/support/run-log/watch.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare: { cf: false } })],
        test: { name: "workerd", include: bothRuntimes, testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
