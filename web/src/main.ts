import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/bar.css";
import "./styles/who.css";
import "./styles/legend.css";
import "./styles/panel.css";
import "./styles/choice.css";
import "./styles/map.css";
import "./styles/card.css";
import "./styles/facility.css";
import "./styles/print.css";
import { Page } from "./page";

// `wareng` is a handle for the browser's console and for the end-to-end tests.
const page = new Page();
Object.assign(window, { wareng: page });
void page.load();
