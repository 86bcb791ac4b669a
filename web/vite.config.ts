import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const api = 'http://127.0.0.1:8787';

/** Making a schema does nothing else, so that those of the shared vocabulary that no screen reads with can be left out. */
const pureSchemas: Plugin = {
  name: 'pure-schemas',
  apply: 'build',
  transform: {
    filter: { id: /\/shared\/src\/[\w-]+\.ts$/ },
    handler: (code) => code.replaceAll(/(?<![\w.])(?=(?:z|Object|\w+Schema)\s*\.\w+(?:\.\w+)?\()/g, '/* @__PURE__ */ '),
  },
};

export default defineConfig({
  plugins: [react(), pureSchemas],
  resolve: {
    alias: [
      {
        find: /^@syncline\/shared\/(.*)$/,
        replacement: `${fileURLToPath(new URL('../shared/src', import.meta.url))}/$1.ts`,
      },
    ],
  },
  server: { proxy: { '/api': api, '/readyz': api } },
  build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
});
