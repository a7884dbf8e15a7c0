/** @file A record on paper: the button prints the page that is seen. */

import { byId } from "./dom.js";

byId("print").addEventListener("click", () => window.print());
