import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The portal is served as plain files under a Content-Security-Policy without inline scripts, inline styles or data: fonts
 * and scripts; so nothing is inlined, and source maps are not shipped.
 */
export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: true,
  },
  worker: { format: "es" },
  server: {
    port: 5173,
    proxy: { "/api": { target: "http://127.0.0.1:8080", changeOrigin: false } },
  },
});
