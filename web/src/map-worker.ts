// MapLibre's worker, which here also tells the page what its requests cost.

import MapWorker from "maplibre-gl/dist/maplibre-gl-worker.mjs";
import { watchRequests } from "./cost";

// A bundler leaves out what nobody names.
Object.assign(self, { MapWorker });

const page = new BroadcastChannel(self.location.hash.slice(1));
watchRequests(["resource"], (cost) => page.postMessage(cost));
