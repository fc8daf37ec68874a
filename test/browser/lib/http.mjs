// SPDX-License-Identifier: AGPL-3.0-or-later
// Plain requests, without a browser's help: no redirect is followed, any header can be sent.
import http from 'node:http';

const TIMEOUT_MS = 15000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });

export function request(base, path, options = {}) {
  const { method = 'GET', headers = {}, body } = options;
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const req = http.request({
      agent, host: '127.0.0.1', port: url.port, path, method, timeout: TIMEOUT_MS,
      headers: { Host: url.host, ...headers },
    }, (res) => {
      const parts = [];
      res.on('data', (p) => parts.push(p));
      res.on('error', reject);
      res.on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({ status: res.statusCode, headers: res.headers, bytes, text: bytes.toString('utf8'),
          type: res.headers['content-type'] ?? '' });
      });
    });
    req.on('timeout', () => req.destroy(new Error(`${method} ${path}: no answer in ${TIMEOUT_MS} ms`)));
    req.on('error', (e) => {
      // The server may close an idle connection just as it is used again: RFC 9112, 9.3.1.
      if (req.reusedSocket && e.code === 'ECONNRESET') resolve(request(base, path, options));
      else reject(new Error(`${method} ${path}: ${e.message}`));
    });
    req.end(body);
  });
}

export function closeConnections() {
  agent.destroy();
}
