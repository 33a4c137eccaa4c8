/* Adds `device.network.tls`. */

import "system";
import { provideTLS } from "tls419/network/provide";

provideTLS();
