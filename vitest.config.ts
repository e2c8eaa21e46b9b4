import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Nest reads the types of parameters, so tests are compiled as `tsc` compiles the package.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  // Tests import the package by its own name and get its sources.
  ssr: { resolve: { conditions: ['nestjs-wechat-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/install.ts'],
    // Browsers and servers are slow where little else fits beside them.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Most files wait rather than compute: on two cores one worker, which is the default, would leave a core idle.
    maxWorkers: 2,
  },
});
