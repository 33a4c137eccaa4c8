// sim: --clock virtual --net latency=20ms --seed 3
import { halfCloseTests } from "./half-close.ts";

halfCloseTests("half of a connection of the simulated network");
