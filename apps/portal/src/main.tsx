import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./router.tsx";
import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/page.css";
import "./theme/components.css";
import { afterPress, watchPresses } from "./ui/after-press.ts";

watchPresses(window);
notifyManager.setScheduler(afterPress);
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } });
const place = document.getElementById("root");
if (place === null) throw new Error("the page has no place for the application");

createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
