// Healthy when the proxy answers on its public port. PROXY_HEALTH_URL says where that is when the
// proxy was not started with its defaults.
import http from "node:http";
import https from "node:https";

const url = process.env.PROXY_HEALTH_URL || "http://127.0.0.1:8000/_chp_healthz";
const client = url.startsWith("https:") ? https : http;
// The check runs over loopback, where a certificate for the public name cannot match.
const request = client.get(url, { timeout: 4000, rejectUnauthorized: false }, (answer) => {
  process.exit(answer.statusCode === 200 ? 0 : 1);
});
request.on("timeout", () => process.exit(1));
request.on("error", () => process.exit(1));
