import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = 'http://127.0.0.1:8787';

export default defineConfig({
  plugins: [react()],
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
