// MapLibre's worker, whose types the package does not have: it does its work by being there.

declare module "maplibre-gl/dist/maplibre-gl-worker.mjs" {
  export default class MapWorker {}
}
