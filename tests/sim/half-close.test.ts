import { halfCloseTests } from "./half-close.ts";

halfCloseTests("half of a connection of the kernel");
