// Uploads a file with tus-js-client, and tells each answer: method, status, Upload-Offset.
import fs from 'node:fs';
import tus from 'tus-js-client';

const [endpoint, file, envelope, authorization] = process.argv.slice(2);

new tus.Upload(fs.readFileSync(file), {
  endpoint,
  headers: { Authorization: authorization },
  metadata: { filename: 'envelope', envelope },
  retryDelays: [100, 200, 400, 800],
  onAfterResponse(request, response) {
    const offset = response.getHeader('Upload-Offset') ?? '-';
    console.log(`${request.getMethod()} ${response.getStatus()} ${offset}`);
  },
  onError(error) {
    console.log(error.message);
    process.exit(1);
  },
}).start();
