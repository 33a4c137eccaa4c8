/* "wssclient/config", in place of the SDK's: adds `device.network.wss`. */

import "config";
import { provide } from "tls419/network/provide";

/* RFC 6455 stands on HTTP/1.1, and a server that has HTTP/2 as well must be told. */
provide("wss", "ws", 443, { applicationLayerProtocol: "http/1.1" });
