/* "httpsclient/config", in place of the SDK's: adds `device.network.https`. */

import "httpclient/config";
import NetworkHTTPClient from "tls419/network/http";
import { provide } from "tls419/network/provide";

provide("https", "http", 443, { applicationLayerProtocol: "http/1.1" }, NetworkHTTPClient);
