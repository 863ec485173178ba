// A server of @tus/server that keeps uploads in a folder, each under the name of its envelope. Tells its port, then
// each request: method, Upload-Offset.
import http from 'node:http';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';

const [directory] = process.argv.slice(2);

const uploads = new Server({
  path: '/v1/envelopes',
  relativeLocation: true,
  datastore: new FileStore({ directory }),
  namingFunction: (request, metadata) => metadata.envelope,
});

const server = http.createServer((request, response) => {
  console.log(`${request.method} ${request.headers['upload-offset'] ?? '-'}`);
  if (request.url === '/v1/probe') {
    response.writeHead(204).end();
  } else {
    uploads.handle(request, response);
  }
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
