// Lets the page open without a network. It keeps the page's own files and nothing else: no answer
// of a relay, no photo. `node web/test/version.mjs` writes the version when a file has changed.

const VERSION = 'd79b9e785599b3d3';
const FILES = [
  'icons/icon-180.png',
  'icons/icon-192.png',
  'icons/icon-512.png',
  'icons/icon-maskable.png',
  'icons/icon.svg',
  './',
  'lists.css',
  'manifest.webmanifest',
  'medimage/backoff.js',
  'medimage/bytes.js',
  'medimage/capture.js',
  'medimage/code.js',
  'medimage/copy.js',
  'medimage/database.js',
  'medimage/delivery.js',
  'medimage/drafts.js',
  'medimage/envelope.js',
  'medimage/errors.js',
  'medimage/group.js',
  'medimage/hpke.js',
  'medimage/ids.js',
  'medimage/jpake.js',
  'medimage/json.js',
  'medimage/keys.js',
  'medimage/link.js',
  'medimage/manifest.js',
  'medimage/nhi.js',
  'medimage/outbox.js',
  'medimage/padme.js',
  'medimage/pairer.js',
  'medimage/pairing.js',
  'medimage/parts.js',
  'medimage/problems.js',
  'medimage/queue.js',
  'medimage/receipt.js',
  'medimage/routes.js',
  'medimage/sender.js',
  'medimage/shown.js',
  'medimage/tabs.js',
  'medimage/tag.js',
  'medimage/token.js',
  'medimage/wire.js',
  'page/awake.js',
  'page/deliveries.js',
  'page/dom.js',
  'page/fragment.js',
  'page/main.js',
  'page/notices.js',
  'page/pair.js',
  'page/patient.js',
  'page/photos.js',
  'page/places.js',
  'page/save.js',
  'page/scan.js',
  'page/screens.js',
  'page/tab.js',
  'page/text.js',
  'page/unsent.js',
  'style.css',
  'texts.js',
];
const CACHE = 'medimage-page-' + VERSION;

self.addEventListener('install', (event) => {
  // Past the browser's own cache, so that all files are of one version.
  const fresh = FILES.map((file) => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => {
      const old = names.filter((name) => name.startsWith('medimage-page-') && name !== CACHE);
      return Promise.all(old.map((name) => caches.delete(name)));
    }),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'activate') {
    self.skipWaiting();
  }
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const folder = new URL('./', self.location.href).pathname;
  const isOwn = url.origin === self.location.origin && url.pathname.startsWith(folder);
  const file = isOwn ? url.pathname.slice(folder.length) || './' : '';
  const name = file === 'index.html' ? './' : file;
  if (event.request.method === 'GET' && FILES.includes(name)) {
    event.respondWith(
      caches
        .open(CACHE)
        .then((cache) => cache.match(name))
        .then((kept) => kept ?? fetch(event.request)),
    );
  }
});
