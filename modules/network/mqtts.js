/* "mqttsclient/config", in place of the SDK's: adds `device.network.mqtts`. */

import "mqttclient/config";
import { provide } from "tls419/network/provide";

provide("mqtts", "mqtt", 8883, {});
