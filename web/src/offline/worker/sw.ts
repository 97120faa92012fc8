// The service worker: stands between the page and the network, so that the page works without one.

import { WORKER_CHANNEL, watchRequests } from "../../cost";
import { allKept, replyTo } from "./reply";
import { dropOldShells, keepShell } from "./shell";

declare const self: ServiceWorkerGlobalScope;

// Of what comes through here a page does not see what it cost.
const pages = new BroadcastChannel(WORKER_CHANNEL);
watchRequests(["resource"], (cost) => pages.postMessage(cost));

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

// A page asks whether what it fetched is kept by now.
self.addEventListener("message", (event) => {
  event.waitUntil(allKept().then(() => event.ports[0]?.postMessage(null)));
});

self.addEventListener("fetch", (event) => {
  const reply = replyTo(event);
  if (reply) event.respondWith(reply);
});
